CREATE TABLE "result_link" (
    "id" TEXT NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "result_link_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "result_link_token_hash_key" ON "result_link"("token_hash");
CREATE INDEX "result_link_campaign_id_idx" ON "result_link"("campaign_id");

ALTER TABLE "result_link" ADD CONSTRAINT "result_link_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
