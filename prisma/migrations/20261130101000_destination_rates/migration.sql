-- When the next request to a connected account may leave, for every process and sync that sends to it.
CREATE TABLE "destination_rate" (
    "destination_id" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(6) NOT NULL,
    "sent_at" TIMESTAMPTZ(6),
    "held_until" TIMESTAMPTZ(6),
    "held_reason" TEXT,
    "in_progress" JSONB NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(6),
    "failure_reason" TEXT,
    "probe_at" TIMESTAMPTZ(6),

    CONSTRAINT "destination_rate_pkey" PRIMARY KEY ("destination_id")
);

ALTER TABLE "destination_rate" ADD CONSTRAINT "destination_rate_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE CASCADE ON UPDATE CASCADE;
