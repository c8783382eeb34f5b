CREATE TABLE "daily_report" (
    "id" TEXT NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_name" TEXT,
    "entries" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "refused" JSONB NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_by" TEXT,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "daily_report_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "daily_figure" (
    "campaign_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "cost" BIGINT,
    "conversions" BIGINT,
    "value" BIGINT,

    CONSTRAINT "daily_figure_pkey" PRIMARY KEY ("campaign_id","kind","source","day")
);

CREATE UNIQUE INDEX "daily_report_campaign_id_position_key" ON "daily_report"("campaign_id", "position");

ALTER TABLE "daily_report" ADD CONSTRAINT "daily_report_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "daily_figure" ADD CONSTRAINT "daily_figure_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
