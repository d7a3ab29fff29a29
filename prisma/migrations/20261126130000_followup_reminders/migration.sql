-- AlterTable
ALTER TABLE "FollowUp" ADD COLUMN     "remindedFor" DATE;

-- Nobody is woken by what was overdue before there were reminders.
UPDATE "FollowUp" SET "remindedFor" = "dueOn" WHERE "dueOn" < CURRENT_DATE;
