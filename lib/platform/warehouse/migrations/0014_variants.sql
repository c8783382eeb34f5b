-- The variant of a treated person; empty for the holdout and where a campaign has none.
ALTER TABLE assignment ADD COLUMN IF NOT EXISTS variant LowCardinality(String) DEFAULT '';
