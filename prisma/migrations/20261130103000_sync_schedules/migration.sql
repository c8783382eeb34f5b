-- AlterTable
ALTER TABLE "segment" ADD COLUMN "changed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sync" ADD COLUMN "confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN "confirmed_people" INTEGER,
ADD COLUMN "emptying_since" TIMESTAMPTZ(3),
ADD COLUMN "followed_at" TIMESTAMPTZ(3),
ADD COLUMN "guards" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "schedule" JSONB NOT NULL DEFAULT '{"kind": "manual"}';

UPDATE "sync" SET "schedule" = jsonb_build_object('kind', 'interval', 'everyMinutes', "every_minutes")
WHERE "every_minutes" IS NOT NULL;

-- What has run was agreed to by whoever started it.
UPDATE "sync" SET "confirmed_at" = "created_at"
WHERE EXISTS (SELECT 1 FROM "sync_run" WHERE "sync_id" = "sync"."id" AND "trigger" <> 'erasure');

ALTER TABLE "sync" DROP COLUMN "every_minutes";

-- AlterTable
ALTER TABLE "sync_run" ADD COLUMN "question" JSONB;

-- AlterTable
ALTER TABLE "delivery_key" ADD COLUMN "confirmed_desired" BOOLEAN;

-- CreateIndex
CREATE INDEX "sync_segment_id_idx" ON "sync"("segment_id");
