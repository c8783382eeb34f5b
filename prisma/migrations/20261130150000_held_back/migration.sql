-- Whether a network rejected a key or it waits before it is tried again, as a column of its own: an index whose condition names
-- the state would be written anew by every request, whatever the state becomes.
DROP INDEX "delivery_key_held_back_idx";
ALTER TABLE "delivery_key" ADD COLUMN "held_back" BOOLEAN GENERATED ALWAYS AS ("state" = 'rejected' OR "retry_at" IS NOT NULL) STORED;
CREATE INDEX "delivery_key_held_back_idx" ON "delivery_key"("sync_id") WHERE "held_back";
