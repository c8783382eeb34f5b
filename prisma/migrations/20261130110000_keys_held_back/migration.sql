-- Keys that a network rejected, or that wait before they are tried again: few, and looked for by every run that someone asked for.
CREATE INDEX "delivery_key_held_back_idx" ON "delivery_key"("sync_id") WHERE "state" = 'rejected' OR "retry_at" IS NOT NULL;
