-- AlterTable
ALTER TABLE "erasure_removal" ADD COLUMN     "retry_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "erasure_workspace_id_root_uid_idx" ON "erasure"("workspace_id", "root_uid");
