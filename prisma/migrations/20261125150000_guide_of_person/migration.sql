-- Whether the guide through a first drill is shown. Whoever was here before it is no newcomer: they begin it by the menu.
ALTER TABLE "Person" ADD COLUMN "guide" TEXT NOT NULL DEFAULT 'ended'
  CONSTRAINT "Person_guide_check" CHECK ("guide" IN ('on', 'ended'));
ALTER TABLE "Person" ALTER COLUMN "guide" SET DEFAULT 'on';
ALTER TABLE "Person" ADD COLUMN "guideSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
