-- What the people of a launch are balanced by, and into which groups that divided them.
ALTER TABLE "campaign" ADD COLUMN "stratify_by" JSONB;
ALTER TABLE "allocation_epoch" ADD COLUMN "strata" JSONB;
