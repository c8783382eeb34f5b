-- People with an identifier that is never sent for a purpose, as last derived from the list of suppressions. A build is
-- named by its content, and begins with a row of uid 0, so that a build that was never written cannot read as "no one".
CREATE TABLE IF NOT EXISTS suppressed_person (
  ws UInt32,
  purpose LowCardinality(String),
  build String,
  uid UInt32,
  recorded_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
) ENGINE = MergeTree ORDER BY (ws, purpose, build, uid)
SETTINGS non_replicated_deduplication_window = 1000;
