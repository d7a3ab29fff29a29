-- CreateTable
CREATE TABLE "AskedPlan" (
    "approvalId" UUID NOT NULL,
    "plan" JSONB NOT NULL,
    "preflight" JSONB,
    "parameters" JSONB NOT NULL,

    CONSTRAINT "AskedPlan_pkey" PRIMARY KEY ("approvalId")
);

-- AddForeignKey
ALTER TABLE "AskedPlan" ADD CONSTRAINT "AskedPlan_approvalId_fkey" FOREIGN KEY ("approvalId") REFERENCES "Approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;
