-- purpose: what the two consolidated migrations do, for a sandbox without Alembic. A test compares the two ways.
CREATE TABLE schema_phases (phase integer PRIMARY KEY, revision varchar(32) NOT NULL);
INSERT INTO schema_phases VALUES (1, '803b93aca2d2'), (2, '803b93aca2d2');
CREATE TABLE telegram_bots (assistant_id integer PRIMARY KEY REFERENCES assistants (id), token varchar(80) NOT NULL);
INSERT INTO telegram_bots SELECT id, telegram_token FROM assistants WHERE telegram_token IS NOT NULL;
UPDATE assistants SET telegram_token = NULL WHERE telegram_token IS NOT NULL;
UPDATE alembic_version SET version_num = 'c05011da7e02';
