-- AlterTable
ALTER TABLE "profile_snapshot" ADD COLUMN     "indexed_traits" TEXT[] DEFAULT ARRAY[]::TEXT[];
