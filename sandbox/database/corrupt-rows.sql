-- purpose: a job that wrote into the wrong rows: one assistant in ten, and the newest message of half the dialogs.
UPDATE assistants SET name = md5(name), model = left(md5(id::text), 12) WHERE id <= 6000 AND id % 10 = 0;
UPDATE dialog_messages SET sender = left(md5(id::text), 12), content = md5(content) WHERE id BETWEEN 190001 AND 200000;
