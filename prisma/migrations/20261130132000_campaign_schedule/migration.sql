-- When a scheduled campaign starts and why it has not; what it is expected to do; and until when its outcomes are counted
-- after it has ended.
ALTER TABLE "campaign" ADD COLUMN "starts_at" TIMESTAMPTZ(3),
ADD COLUMN "launch_problem" TEXT,
ADD COLUMN "hypothesis" TEXT,
ADD COLUMN "measured_until" TIMESTAMPTZ(3);

UPDATE "campaign" SET "measured_until" = "ended_at" + make_interval(hours => 24 * "window_days") WHERE "status" = 'ended';

CREATE INDEX "campaign_status_starts_at_idx" ON "campaign"("status", "starts_at");
