-- AlterTable
ALTER TABLE "Escalation" ADD COLUMN     "batchId" UUID;
