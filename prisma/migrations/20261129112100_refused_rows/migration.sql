-- AlterTable
ALTER TABLE "warehouse_outbox" ADD COLUMN     "refused_at" TIMESTAMPTZ(3);
