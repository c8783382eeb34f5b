-- Until when the network may still be processing an addition of the key: a removal before then is repeated.
ALTER TABLE "delivery_key" ADD COLUMN "may_apply_until" TIMESTAMPTZ(3);

-- What Google accepted during the last day may be processed yet.
UPDATE "delivery_key" k SET "may_apply_until" = k."since" + interval '24 hours'
FROM "sync" s JOIN "destination" d ON d."id" = s."destination_id"
WHERE k."sync_id" = s."id" AND d."network" LIKE 'google%' AND k."state" IN ('accepted', 'adding', 'unknown')
    AND k."since" > now() - interval '24 hours';
