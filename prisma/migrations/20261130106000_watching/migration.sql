-- Watching syncs: totals in people as last counted, what the network answered to the last runs, and where alerts go.
ALTER TABLE "sync" ADD COLUMN "totals" JSONB,
ADD COLUMN "size_asked_at" TIMESTAMPTZ(3);

CREATE TABLE "sync_exchange" (
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "line" TEXT NOT NULL,
    "status" INTEGER,
    "answer" TEXT NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_exchange_pkey" PRIMARY KEY ("run_id","seq","place")
);

CREATE TABLE "alert_settings" (
    "workspace_id" TEXT NOT NULL,
    "quiet_from" INTEGER,
    "quiet_until" INTEGER,
    "failures_at_once" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "alert_settings_pkey" PRIMARY KEY ("workspace_id")
);

CREATE TABLE "alert_channel" (
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content_encrypted" BYTEA NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "sending_until" TIMESTAMPTZ(3),

    CONSTRAINT "alert_channel_pkey" PRIMARY KEY ("workspace_id","kind")
);

CREATE TABLE "alert" (
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("workspace_id","kind","topic","cause")
);

ALTER TABLE "sync_exchange" ADD CONSTRAINT "sync_exchange_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "sync_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_channel" ADD CONSTRAINT "alert_channel_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert" ADD CONSTRAINT "alert_workspace_id_kind_fkey" FOREIGN KEY ("workspace_id", "kind") REFERENCES "alert_channel"("workspace_id", "kind") ON DELETE CASCADE ON UPDATE CASCADE;
