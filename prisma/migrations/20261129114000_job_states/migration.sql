-- AlterTable
ALTER TABLE "job_run" ADD COLUMN     "failed_at" TIMESTAMPTZ(3),
ADD COLUMN     "max_attempts" INTEGER,
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "relayed_at" TIMESTAMPTZ(3),
ADD COLUMN     "remote_id" TEXT,
ADD COLUMN     "started_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "job_record" (
    "job" TEXT NOT NULL,
    "last_started_at" TIMESTAMPTZ(3),
    "last_ended_at" TIMESTAMPTZ(3),
    "last_failed_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "job_record_pkey" PRIMARY KEY ("job")
);

-- CreateTable
CREATE TABLE "queue_state" (
    "queue" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "problem" TEXT,
    "problem_at" TIMESTAMPTZ(3),

    CONSTRAINT "queue_state_pkey" PRIMARY KEY ("queue")
);

-- CreateTable
CREATE TABLE "segment_follow" (
    "workspace_id" TEXT NOT NULL,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "followed_at" TIMESTAMPTZ(3),

    CONSTRAINT "segment_follow_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateIndex
CREATE INDEX "job_run_key_created_at_idx" ON "job_run"("key", "created_at");

-- AddForeignKey
ALTER TABLE "segment_follow" ADD CONSTRAINT "segment_follow_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
