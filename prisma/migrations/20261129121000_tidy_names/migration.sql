-- Names of events that nobody wants offered in rules; what was sent under them stays.
ALTER TABLE "event_definition" ADD COLUMN "hidden_at" TIMESTAMPTZ(3);
