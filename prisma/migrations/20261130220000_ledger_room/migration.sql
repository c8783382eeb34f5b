-- A page of the ledger is inserted in the order in which its keys are sent, so one request changes whole pages at once:
-- they need room for a second version of each row.
ALTER TABLE "delivery_key" SET (fillfactor = 45);
