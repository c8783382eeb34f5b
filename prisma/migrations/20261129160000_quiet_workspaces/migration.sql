-- AlterTable
ALTER TABLE "segment_follow" ADD COLUMN     "quiet_until" TIMESTAMPTZ(3);
