-- What was said last counts, for contact data too: a value taken away leaves its date, and words have an order.
ALTER TABLE "vault_value" ALTER COLUMN "value_hash" DROP NOT NULL,
    ALTER COLUMN "value_encrypted" DROP NOT NULL,
    ADD COLUMN "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ADD COLUMN "seq" INTEGER NOT NULL DEFAULT 0;
UPDATE "vault_value" SET "recorded_at" = "updated_at";
