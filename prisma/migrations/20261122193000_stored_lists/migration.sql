-- CreateTable
CREATE TABLE "stored_list" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sql" TEXT,
    "refresh_every_minutes" INTEGER,
    "build" TEXT,
    "size" INTEGER,
    "unmatched" INTEGER,
    "as_of" TIMESTAMPTZ(3),
    "stale_reason" TEXT,
    "import_id" TEXT,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "stored_list_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stored_list_workspace_id_archived_at_idx" ON "stored_list"("workspace_id", "archived_at");

-- AddForeignKey
ALTER TABLE "stored_list" ADD CONSTRAINT "stored_list_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
