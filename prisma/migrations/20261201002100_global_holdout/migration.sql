-- A share of everyone whom no campaign reaches, one group after the other.
CREATE TABLE "global_holdout" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "share_bp" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "counts_from" TIMESTAMPTZ(3) NOT NULL,
    "rotate_months" INTEGER,
    "next_rotation_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "goal_event" TEXT NOT NULL,
    "value_property" TEXT,
    "currency" TEXT NOT NULL,
    "created_name" TEXT NOT NULL,

    CONSTRAINT "global_holdout_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "global_holdout_workspace_id_started_at_idx" ON "global_holdout"("workspace_id", "started_at");
CREATE INDEX "global_holdout_next_rotation_at_idx" ON "global_holdout"("next_rotation_at");
-- At most one group at a time.
CREATE UNIQUE INDEX "global_holdout_live_key" ON "global_holdout"("workspace_id") WHERE "ended_at" IS NULL;

ALTER TABLE "global_holdout" ADD CONSTRAINT "global_holdout_workspace_id_fkey"
    FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A sync that people of the global holdout are sent by all the same.
ALTER TABLE "sync" ADD COLUMN "reaches_global_holdout" BOOLEAN NOT NULL DEFAULT false;
