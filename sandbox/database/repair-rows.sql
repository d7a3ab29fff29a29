-- purpose: the same rows as they were made, which follows from their numbers (see baseline-rows.sql).
UPDATE assistants
SET name = format('Assistant %s', id), model = CASE WHEN id % 3 = 0 THEN 'large' ELSE 'small' END
WHERE id <= 6000 AND id % 10 = 0;

UPDATE dialog_messages
SET sender = CASE WHEN (id - 1) % 2 = 0 THEN 'user' ELSE 'assistant' END,
    content = format('Message %s of dialog %s', 1 + (id - 1) / 20000, 1 + (id - 1) % 20000)
WHERE id BETWEEN 190001 AND 200000;
