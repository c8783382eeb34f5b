-- AlterTable
ALTER TABLE "trait_definition" ADD COLUMN     "is_computed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "computed_trait" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "value_type" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "current_version" INTEGER NOT NULL,
    "served_version" INTEGER,
    "people" INTEGER,
    "as_of" TIMESTAMPTZ(3),
    "stale_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "computed_trait_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "computed_trait_version" (
    "trait_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "computed_trait_version_pkey" PRIMARY KEY ("trait_id","version")
);

-- CreateTable
CREATE TABLE "computed_trait_run" (
    "id" TEXT NOT NULL,
    "trait_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "is_backfill" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "people" INTEGER,
    "changed" INTEGER,
    "cleared" INTEGER,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "computed_trait_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "computed_trait_workspace_id_archived_at_idx" ON "computed_trait"("workspace_id", "archived_at");

-- CreateIndex
CREATE INDEX "computed_trait_run_trait_id_as_of_idx" ON "computed_trait_run"("trait_id", "as_of");

-- AddForeignKey
ALTER TABLE "computed_trait" ADD CONSTRAINT "computed_trait_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "computed_trait_version" ADD CONSTRAINT "computed_trait_version_trait_id_fkey" FOREIGN KEY ("trait_id") REFERENCES "computed_trait"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "computed_trait_run" ADD CONSTRAINT "computed_trait_run_trait_id_fkey" FOREIGN KEY ("trait_id") REFERENCES "computed_trait"("id") ON DELETE CASCADE ON UPDATE CASCADE;
