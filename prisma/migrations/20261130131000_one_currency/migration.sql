-- Whether someone said that the customer values a sync sends are in one currency for everyone.
ALTER TABLE "sync" ADD COLUMN "values_share_currency" BOOLEAN NOT NULL DEFAULT false;
-- Why runs add no one though the destination takes everything.
ALTER TABLE "sync" ADD COLUMN "blocked_by" TEXT;

-- It was asked when the values were mapped; the answers are in the audit log.
UPDATE "sync" s SET "values_share_currency" = true WHERE EXISTS (SELECT 1 FROM "audit_entry" a
    WHERE a."workspace_id" = s."workspace_id" AND a."entity_id" = s."id" AND a."detail" ->> 'valuesShareCurrency' = 'true');
