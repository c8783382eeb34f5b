-- AlterTable
-- Null for the workspaces there are: their dates of birth are made known once. New ones have nothing to catch up on.
ALTER TABLE "workspace" ADD COLUMN "births_derived_at" TIMESTAMPTZ(3);
ALTER TABLE "workspace" ALTER COLUMN "births_derived_at" SET DEFAULT CURRENT_TIMESTAMP;
