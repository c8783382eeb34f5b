-- A campaign that addresses several segments, or leaves some out, has a segment of its own, which lists do not show.
ALTER TABLE "campaign" ADD COLUMN "chosen_segment_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "excluded_segment_ids" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "segment" ADD COLUMN "campaign_id" TEXT;
