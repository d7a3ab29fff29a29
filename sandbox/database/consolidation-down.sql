-- purpose: takes the two consolidated migrations back, as their downgrade does.
UPDATE assistants SET telegram_token = b.token FROM telegram_bots AS b WHERE b.assistant_id = assistants.id;
DROP TABLE telegram_bots;
DROP TABLE IF EXISTS schema_phases;
UPDATE alembic_version SET version_num = '803b93aca2d2';
