-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;
