-- Variants of a campaign, each with its share of the treated and, where it has its own, its destination.
CREATE TABLE "campaign_variant" (
    "campaign_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "weight_bp" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "destination_id" TEXT,
    "audience_name" TEXT,

    CONSTRAINT "campaign_variant_pkey" PRIMARY KEY ("campaign_id", "key")
);

ALTER TABLE "campaign_variant" ADD CONSTRAINT "campaign_variant_campaign_id_fkey"
    FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "campaign_variant" ADD CONSTRAINT "campaign_variant_destination_id_fkey"
    FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The variant whose people a campaign's sync delivers.
ALTER TABLE "sync" ADD COLUMN "variant_key" TEXT;
