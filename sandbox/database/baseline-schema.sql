-- purpose: the tables of revision 202508230001, before the optimisation. Alembic's own migration makes the same ones.
CREATE TABLE users (
  id serial PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  name varchar(120) NOT NULL,
  password_hash varchar(64) NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE assistants (
  id serial PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users (id),
  name varchar(120) NOT NULL,
  model varchar(60) NOT NULL,
  telegram_token varchar(80),
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE dialogs (
  id serial PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users (id),
  assistant_id integer NOT NULL REFERENCES assistants (id),
  channel varchar(20) NOT NULL,
  is_open boolean NOT NULL DEFAULT true,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_activity_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE dialog_messages (
  id serial PRIMARY KEY,
  dialog_id integer NOT NULL REFERENCES dialogs (id),
  sender varchar(20) NOT NULL,
  content text NOT NULL,
  tokens integer NOT NULL DEFAULT 0,
  "timestamp" timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE documents (
  id serial PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users (id),
  filename varchar(255) NOT NULL,
  size_bytes integer NOT NULL,
  is_processed boolean NOT NULL DEFAULT false,
  upload_date timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE user_knowledge (
  id serial PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users (id),
  assistant_id integer NOT NULL REFERENCES assistants (id),
  document_id integer REFERENCES documents (id),
  title varchar(200) NOT NULL,
  importance integer NOT NULL DEFAULT 0,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE knowledge_embeddings (
  id serial PRIMARY KEY,
  assistant_id integer NOT NULL REFERENCES assistants (id),
  knowledge_id integer NOT NULL REFERENCES user_knowledge (id),
  chunk text NOT NULL,
  embedding real[] NOT NULL,
  importance integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE alembic_version (
  version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY
);
