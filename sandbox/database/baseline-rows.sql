-- purpose: the rows. Every value follows from its number or from the seed, so two sandboxes hold the same data.
SELECT setseed(0.42);

INSERT INTO users (email, name, password_hash, is_active, created_at)
SELECT format('user%s@replyx.example', n), format('User %s', n),
       encode(sha256(convert_to(format('demo-password-%s', n), 'UTF8')), 'hex'),
       n % 11 <> 0, timestamptz '2024-01-01 00:00+00' + n * interval '2 hours'
FROM generate_series(1, 5000) AS n;

INSERT INTO assistants (user_id, name, model, telegram_token, is_active, created_at)
SELECT 1 + n % 5000, format('Assistant %s', n), CASE WHEN n % 3 = 0 THEN 'large' ELSE 'small' END,
       CASE WHEN n = 1 THEN 'test_bot' WHEN n % 4 = 0 THEN format('bot_%s', md5(n::text)) END,
       n % 7 <> 0, timestamptz '2024-03-01 00:00+00' + n * interval '90 minutes'
FROM generate_series(1, 6000) AS n;

INSERT INTO dialogs (user_id, assistant_id, channel, is_open, started_at, last_activity_at)
SELECT 1 + n % 5000, 1 + n % 6000, CASE WHEN n % 3 = 0 THEN 'telegram' ELSE 'web' END, n % 5 <> 0,
       started, started + (random() * 3600) * interval '1 second'
FROM generate_series(1, 20000) AS n,
     LATERAL (SELECT timestamptz '2024-09-01 00:00+00' + n * interval '25 minutes' AS started) AS s;

INSERT INTO dialog_messages (dialog_id, sender, content, tokens, "timestamp")
SELECT 1 + n % 20000, CASE WHEN n % 2 = 0 THEN 'user' ELSE 'assistant' END,
       format('Message %s of dialog %s', 1 + n / 20000, 1 + n % 20000), (random() * 400)::integer,
       timestamptz '2024-09-01 00:00+00' + n * interval '150 seconds'
FROM generate_series(0, 199999) AS n;

INSERT INTO documents (user_id, filename, size_bytes, is_processed, upload_date)
SELECT 1 + n % 5000, format('document-%s.pdf', n), 1000 + (random() * 900000)::integer, n % 9 <> 0,
       timestamptz '2024-05-01 00:00+00' + n * interval '70 minutes'
FROM generate_series(1, 10000) AS n;

INSERT INTO user_knowledge (user_id, assistant_id, document_id, title, importance, is_active, created_at)
SELECT 1 + n % 5000, 1 + n % 6000, 1 + n % 10000, format('Knowledge %s', n), n % 10, n % 13 <> 0,
       timestamptz '2024-06-01 00:00+00' + n * interval '30 minutes'
FROM generate_series(1, 20000) AS n;

INSERT INTO knowledge_embeddings (assistant_id, knowledge_id, chunk, embedding, importance, created_at)
SELECT 1 + n % 6000, n, format('Chunk %s', n),
       ARRAY(SELECT (random() * 2 - 1)::real FROM generate_series(1, 16) WHERE n > 0), n % 10,
       timestamptz '2024-06-02 00:00+00' + n * interval '2 hours'
FROM generate_series(1, 3000) AS n;

INSERT INTO alembic_version (version_num) VALUES ('202508230001');
