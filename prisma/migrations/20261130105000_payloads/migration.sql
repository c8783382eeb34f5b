-- What is sent about a person: mapped fields, how the audience follows the segment, and a count that tells one change of a key from the next.
ALTER TABLE "sync" ADD COLUMN "mapping" JSONB,
ADD COLUMN "mapping_planned" TEXT,
ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'mirror',
ADD COLUMN "content" TEXT NOT NULL DEFAULT 'membership',
ADD COLUMN "audience_use" TEXT NOT NULL DEFAULT 'include';

ALTER TABLE "delivery_key" ADD COLUMN "occurrence" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "delivery_owner" ADD COLUMN "version" TEXT,
ADD COLUMN "problem" TEXT;
