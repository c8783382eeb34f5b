-- A campaign that sends no one anything, so that its two groups are expected not to differ.
ALTER TABLE "campaign" ADD COLUMN "is_aa_test" BOOLEAN NOT NULL DEFAULT false;
