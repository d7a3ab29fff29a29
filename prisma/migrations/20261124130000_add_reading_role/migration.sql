-- AlterTable
ALTER TABLE "Target" ADD COLUMN     "readUrl" TEXT;
