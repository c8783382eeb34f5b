-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "default_currency" TEXT NOT NULL DEFAULT 'USD',
ADD COLUMN     "default_goal_event" TEXT,
ADD COLUMN     "default_holdout_bp" INTEGER NOT NULL DEFAULT 1000,
ADD COLUMN     "default_value_property" TEXT,
ADD COLUMN     "default_window_days" INTEGER NOT NULL DEFAULT 14;
