-- When a removal was given up because its destination was disconnected: the person may still be there.
ALTER TABLE "withdrawal_removal" ADD COLUMN "given_up_at" TIMESTAMPTZ(3);
ALTER TABLE "erasure_removal" ADD COLUMN "given_up_at" TIMESTAMPTZ(3);
