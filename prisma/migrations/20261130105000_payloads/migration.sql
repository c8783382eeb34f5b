-- What is sent about a person: mapped fields, how the audience follows the segment, and a number that tells one change of a key from the next.
ALTER TABLE "sync" ADD COLUMN "mapping" JSONB,
ADD COLUMN "mapping_planned" TEXT,
ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'mirror',
ADD COLUMN "content" TEXT NOT NULL DEFAULT 'membership',
ADD COLUMN "audience_use" TEXT NOT NULL DEFAULT 'include';

-- Never the same twice, also when a key is forgotten and comes back. Set apart from the column, so that the table is not rewritten.
CREATE SEQUENCE "delivery_occurrence" AS BIGINT CACHE 32;
ALTER TABLE "delivery_key" ADD COLUMN "occurrence" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "delivery_key" ALTER COLUMN "occurrence" SET DEFAULT nextval('delivery_occurrence'::regclass);

ALTER TABLE "delivery_owner" ADD COLUMN "version" TEXT,
ADD COLUMN "problem" TEXT;
