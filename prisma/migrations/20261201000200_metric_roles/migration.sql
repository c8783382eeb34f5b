-- A metric decides, stands beside, or guards; those that are not of the campaign's goal name their own events.
ALTER TABLE "campaign_metric" ADD COLUMN "role" TEXT NOT NULL DEFAULT 'secondary',
ADD COLUMN "event" TEXT,
ADD COLUMN "property" TEXT,
ADD COLUMN "per_event" TEXT,
ADD COLUMN "per_by" TEXT,
ADD COLUMN "better" TEXT NOT NULL DEFAULT 'up';

UPDATE "campaign_metric" SET "role" = 'primary' WHERE "is_primary";

ALTER TABLE "campaign_metric" DROP COLUMN "is_primary";
