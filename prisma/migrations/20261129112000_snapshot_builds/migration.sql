-- AlterTable
ALTER TABLE "profile_snapshot" ADD COLUMN     "building_since" TIMESTAMPTZ(3),
ADD COLUMN     "last_build" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "previous_build" INTEGER NOT NULL DEFAULT 0;

-- Numbers go on from the build in use.
UPDATE "profile_snapshot" SET "last_build" = "build", "previous_build" = "build" - 1;
