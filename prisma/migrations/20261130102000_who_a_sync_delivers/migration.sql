-- AlterTable
ALTER TABLE "sync" ADD COLUMN     "excluded_segment_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "priority" INTEGER,
ADD COLUMN     "priority_group" TEXT,
ADD COLUMN     "stops_on_conversion" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "withdrawal" (
    "outbox_id" TEXT NOT NULL,
    "workspace_number" INTEGER NOT NULL,
    "uid" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "xid" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "withdrawal_pkey" PRIMARY KEY ("outbox_id","uid","purpose")
);

-- CreateTable
CREATE TABLE "suppression" (
    "id" TEXT NOT NULL,
    "workspace_number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "value_hash" BYTEA NOT NULL,
    "identifier_hash" BYTEA NOT NULL,
    "purpose" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "added_by" TEXT NOT NULL,
    "added_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "withdrawal_removal" (
    "sync_id" TEXT NOT NULL,
    "workspace_number" INTEGER NOT NULL,
    "uid" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "key_hashes" BYTEA[],
    "identifiers" INTEGER NOT NULL,
    "shared" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "withdrawal_removal_pkey" PRIMARY KEY ("sync_id","uid")
);

-- CreateIndex
CREATE INDEX "withdrawal_workspace_number_purpose_idx" ON "withdrawal"("workspace_number", "purpose");

-- CreateIndex
CREATE INDEX "withdrawal_at_idx" ON "withdrawal"("at");

-- CreateIndex
CREATE INDEX "suppression_workspace_number_created_at_id_idx" ON "suppression"("workspace_number", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_workspace_number_kind_value_hash_purpose_reason_key" ON "suppression"("workspace_number", "kind", "value_hash", "purpose", "reason");

-- CreateIndex
CREATE INDEX "sync_destination_id_priority_group_idx" ON "sync"("destination_id", "priority_group");

-- CreateIndex
CREATE INDEX "withdrawal_removal_workspace_number_uid_idx" ON "withdrawal_removal"("workspace_number", "uid");

-- CreateIndex
CREATE INDEX "withdrawal_removal_next_try_at_idx" ON "withdrawal_removal"("next_try_at");
