-- Networks of every shape: versions of what is sent, remote ids, when each key is due, and what the network says of an upload later.
ALTER TABLE "delivery_key" DROP COLUMN "payload_hash",
ADD COLUMN "desired_version" TEXT,
ADD COLUMN "sent_version" TEXT,
ADD COLUMN "remote_id" TEXT,
ADD COLUMN "due_at" TIMESTAMPTZ(3);

UPDATE "delivery_key" SET "due_at" = CASE
  WHEN "state" = 'rejected' THEN NULL
  WHEN "state" IN ('adding', 'removing', 'unknown') THEN coalesce("retry_at", to_timestamp(0))
  WHEN "state" = 'absent' THEN CASE WHEN "is_desired" THEN coalesce("retry_at", to_timestamp(0)) END
  WHEN NOT "is_desired" THEN coalesce("retry_at", to_timestamp(0))
  ELSE greatest("retry_at", "expires_at" - interval '10 days') END;

DROP INDEX "delivery_key_sync_id_is_desired_state_idx";
DROP INDEX "delivery_key_sync_id_run_id_request_seq_idx";

-- Prisma's schema cannot describe a partial index; without it every key would be in the index, due or not.
CREATE INDEX "delivery_key_due_idx" ON "delivery_key"("sync_id", "due_at", "key_hash") WHERE "due_at" IS NOT NULL;

-- Who changed since the last plan is found by one look.
CREATE INDEX "identifier_workspace_number_created_at_idx" ON "identifier"("workspace_number", "created_at");
CREATE INDEX "profile_erased_idx" ON "profile"("workspace_number", "erased_at") WHERE "erased_at" IS NOT NULL;

-- Room on each page, so that a key in flight is updated in place.
ALTER TABLE "delivery_key" SET (fillfactor = 60);

-- An audience that is not there yet is looked for by its name before it is created: the name must be the sync's own.
UPDATE "sync" SET "remote_audience_name" = left(regexp_replace("remote_audience_name", ' \(Muster\)$', ''), 45) || ' (Muster ' || right("id", 6) || ')'
WHERE "remote_audience_id" IS NULL;

CREATE UNIQUE INDEX "sync_destination_id_remote_audience_id_key" ON "sync"("destination_id", "remote_audience_id");

CREATE TABLE "sync_receipt" (
    "sync_id" TEXT NOT NULL,
    "receipt" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "request_seq" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "poll_at" TIMESTAMPTZ(3),
    "reading" JSONB,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_receipt_pkey" PRIMARY KEY ("sync_id","receipt")
);
CREATE INDEX "sync_receipt_poll_at_idx" ON "sync_receipt"("poll_at");
CREATE INDEX "sync_receipt_run_id_idx" ON "sync_receipt"("run_id");

CREATE TABLE "audience_reading" (
    "sync_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "size" JSONB NOT NULL,

    CONSTRAINT "audience_reading_pkey" PRIMARY KEY ("sync_id","at")
);

ALTER TABLE "sync_receipt" ADD CONSTRAINT "sync_receipt_sync_id_fkey" FOREIGN KEY ("sync_id") REFERENCES "sync"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "audience_reading" ADD CONSTRAINT "audience_reading_sync_id_fkey" FOREIGN KEY ("sync_id") REFERENCES "sync"("id") ON DELETE CASCADE ON UPDATE CASCADE;
