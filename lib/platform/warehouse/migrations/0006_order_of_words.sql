-- The place of a row among those recorded in one transaction: of several at one instant the last written counts.
ALTER TABLE trait_history ADD COLUMN IF NOT EXISTS seq UInt32 DEFAULT 0;
ALTER TABLE consent_history ADD COLUMN IF NOT EXISTS seq UInt32 DEFAULT 0;
