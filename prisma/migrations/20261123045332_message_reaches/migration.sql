-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "reaches" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- What went to one contact reached that one. Whom a person told in one go was not written down: they say so once more.
UPDATE "Message" SET "reaches" = ARRAY["contactKey"] WHERE "contactKey" IS NOT NULL;
