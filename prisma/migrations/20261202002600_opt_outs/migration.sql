-- How far a destination was asked whom it may no longer message, and what it may push by itself.
CREATE TABLE "opt_out_feed" (
    "destination_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "read_at" TIMESTAMPTZ(3),
    "received" INTEGER NOT NULL DEFAULT 0,
    "unreadable" INTEGER NOT NULL DEFAULT 0,
    "last_at" TIMESTAMPTZ(3),
    "push_format" TEXT,
    "push_secret_encrypted" BYTEA,

    CONSTRAINT "opt_out_feed_pkey" PRIMARY KEY ("destination_id")
);

-- Each report that was applied, as a keyed hash: told again, it changes nothing.
CREATE TABLE "opt_out_seen" (
    "destination_id" TEXT NOT NULL,
    "report_hash" BYTEA NOT NULL,

    CONSTRAINT "opt_out_seen_pkey" PRIMARY KEY ("destination_id", "report_hash")
);

ALTER TABLE "opt_out_feed" ADD CONSTRAINT "opt_out_feed_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "opt_out_seen" ADD CONSTRAINT "opt_out_seen_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE CASCADE ON UPDATE CASCADE;
