-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "default_currency" TEXT NOT NULL DEFAULT 'USD',
ADD COLUMN     "default_goal_event" TEXT,
ADD COLUMN     "default_holdout_bp" INTEGER NOT NULL DEFAULT 1000,
ADD COLUMN     "default_value_property" TEXT,
ADD COLUMN     "default_window_days" INTEGER NOT NULL DEFAULT 14;

-- What a workspace has counted in so far goes on.
UPDATE "workspace" w SET "default_currency" = c."currency"
FROM (SELECT DISTINCT ON ("workspace_id") "workspace_id", "currency" FROM "campaign" ORDER BY "workspace_id", "id" DESC) c
WHERE c."workspace_id" = w."id";
