-- CreateTable
CREATE TABLE "erasure" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "root_uid" INTEGER NOT NULL,
    "uids" INTEGER[],
    "status" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "cleared_at" TIMESTAMPTZ(3),
    "rows_erased" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erasure_removal" (
    "erasure_id" TEXT NOT NULL,
    "sync_id" TEXT NOT NULL,
    "sync_name" TEXT NOT NULL,
    "destination_name" TEXT NOT NULL,
    "key_hashes" BYTEA[],
    "identifiers" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "shared" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "checked_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_removal_pkey" PRIMARY KEY ("erasure_id","sync_id")
);

-- CreateTable
CREATE TABLE "erased_identifier" (
    "workspace_number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "value_hash" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_identifier_pkey" PRIMARY KEY ("workspace_number","kind","value_hash")
);

-- CreateIndex
CREATE INDEX "erasure_workspace_id_created_at_idx" ON "erasure"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "erasure_next_try_at_idx" ON "erasure"("next_try_at");

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure_removal" ADD CONSTRAINT "erasure_removal_erasure_id_fkey" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id") ON DELETE CASCADE ON UPDATE CASCADE;
