-- AlterTable
ALTER TABLE "import" ADD COLUMN     "refusals" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "import_problem" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'row';
