CREATE TABLE "campaign_closing" (
    "campaign_id" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "figures" JSONB NOT NULL,

    CONSTRAINT "campaign_closing_pkey" PRIMARY KEY ("campaign_id")
);

ALTER TABLE "campaign_closing" ADD CONSTRAINT "campaign_closing_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
