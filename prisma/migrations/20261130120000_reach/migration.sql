-- When a key's stay at the destination began; renewals leave it as it is.
ALTER TABLE "delivery_key" ADD COLUMN "there_since" TIMESTAMPTZ(3);

-- People an audience held and no longer holds, so that held-out people who were reached are still known of
-- when they are gone, and when a person is merged afterwards.
CREATE TABLE "delivery_stay" (
    "sync_id" TEXT NOT NULL,
    "uid" INTEGER NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delivery_stay_pkey" PRIMARY KEY ("sync_id", "uid")
);

-- Whether a sync without a campaign keeps out whoever campaigns hold out. Those there are go on as they did.
ALTER TABLE "sync" ADD COLUMN "keeps_holdouts" BOOLEAN NOT NULL DEFAULT false;

-- Of who is there already, the last renewal is the earliest instant that is known.
UPDATE "delivery_key" SET "there_since" = "since"
WHERE "state" IN ('present', 'accepted', 'adding', 'removing', 'unknown');
