-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "segment" ADD COLUMN     "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "campaign_tags_idx" ON "campaign" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "segment_tags_idx" ON "segment" USING GIN ("tags");
