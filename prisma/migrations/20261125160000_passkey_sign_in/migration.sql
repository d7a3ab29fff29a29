-- AlterTable
ALTER TABLE "PasskeyChallenge" ALTER COLUMN "sessionId" DROP NOT NULL;

-- A question at signing in belongs to no session; every other one to the session that was asked.
ALTER TABLE "PasskeyChallenge" DROP CONSTRAINT "PasskeyChallenge_purpose_known";
ALTER TABLE "PasskeyChallenge" ADD CONSTRAINT "PasskeyChallenge_purpose_known"
  CHECK ("purpose" IN ('register', 'confirm', 'sign_in') AND ("purpose" = 'sign_in') = ("sessionId" IS NULL));
