-- How sure a campaign's intervals are to hold the truth, in percent; fixed at launch.
ALTER TABLE "campaign" ADD COLUMN "confidence" INTEGER NOT NULL DEFAULT 95;
