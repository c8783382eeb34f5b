-- CreateTable
CREATE TABLE "notification_recipient" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "attention" BOOLEAN,
    "results" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "sending_until" TIMESTAMPTZ(3),

    CONSTRAINT "notification_recipient_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "notice" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("workspace_id","user_id","topic","cause")
);

-- CreateTable
CREATE TABLE "notification_watch" (
    "workspace_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_watch_pkey" PRIMARY KEY ("workspace_id","topic")
);

-- CreateTable
CREATE TABLE "campaign_verdict" (
    "campaign_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_kind" TEXT NOT NULL,
    "notified_answer" BOOLEAN NOT NULL,
    "notified_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_verdict_pkey" PRIMARY KEY ("campaign_id")
);

-- CreateIndex
CREATE INDEX "campaign_verdict_workspace_id_idx" ON "campaign_verdict"("workspace_id");

-- AddForeignKey
ALTER TABLE "notification_recipient" ADD CONSTRAINT "notification_recipient_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "workspace_member"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "notification_recipient"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_watch" ADD CONSTRAINT "notification_watch_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_verdict" ADD CONSTRAINT "campaign_verdict_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
