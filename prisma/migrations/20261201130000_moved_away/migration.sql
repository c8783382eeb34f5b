-- Whether a removal was given up because its destination was moved to another place, rather than disconnected.
ALTER TABLE "withdrawal_removal" ADD COLUMN "moved_away" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "erasure_removal" ADD COLUMN "moved_away" BOOLEAN NOT NULL DEFAULT false;
