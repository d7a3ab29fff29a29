-- What was chosen, apart from what a look at the target made of it: a denial holds for the choice, however often it is
-- looked at again.
ALTER TABLE "Approval" ADD COLUMN     "choice" TEXT;
