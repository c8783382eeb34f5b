-- AlterTable
ALTER TABLE "segment" ADD COLUMN     "base_served_at" TIMESTAMPTZ(3);
