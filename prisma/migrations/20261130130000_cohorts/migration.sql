-- Whoever is there at launch is divided exactly. Campaigns already launched keep their assignment, by buckets.
ALTER TABLE "allocation_epoch" ADD COLUMN "method" TEXT NOT NULL DEFAULT 'buckets',
ADD COLUMN "filled_at" TIMESTAMPTZ(3),
ADD COLUMN "treated" INTEGER,
ADD COLUMN "held_out" INTEGER;
