-- Where the record under a key goes, when its owner got another identifier.
ALTER TABLE "delivery_key" ADD COLUMN "moves_to" BYTEA;
CREATE INDEX "delivery_key_moves_to_idx" ON "delivery_key" ("sync_id", "moves_to") WHERE "moves_to" IS NOT NULL;
