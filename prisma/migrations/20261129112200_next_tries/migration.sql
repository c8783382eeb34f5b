-- AlterTable
ALTER TABLE "computed_trait" ADD COLUMN     "next_try_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "import" ADD COLUMN     "next_try_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "segment" ADD COLUMN     "next_try_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "stored_list" ADD COLUMN     "next_try_at" TIMESTAMPTZ(3);
