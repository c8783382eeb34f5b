-- AlterTable
ALTER TABLE "segment" ADD COLUMN     "served_at" TIMESTAMPTZ(3),
ADD COLUMN     "full_as_of" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "profile_snapshot" (
    "workspace_number" INTEGER NOT NULL,
    "build" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "read_to" TIMESTAMPTZ(3) NOT NULL,
    "trait_rows" INTEGER NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_snapshot_pkey" PRIMARY KEY ("workspace_number")
);

-- What was served before the log had visible ends.
UPDATE "segment" SET "served_at" = now() WHERE "served_version" IS NOT NULL;
