-- Append-only histories. No direct identifier is stored here: people are dense numbers (uid) per workspace (ws).
CREATE TABLE IF NOT EXISTS events (
  ws UInt32,
  event LowCardinality(String),
  uid UInt32,
  time DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  message UInt64,
  received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  source LowCardinality(String),
  properties JSON(max_dynamic_paths = 256)
) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (ws, event, uid, time)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- The same rows, person first: profile timelines and per-person evaluation.
CREATE TABLE IF NOT EXISTS events_by_person (
  ws UInt32,
  uid UInt32,
  time DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  event LowCardinality(String),
  message UInt64,
  received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  source LowCardinality(String),
  properties JSON(max_dynamic_paths = 256)
) ENGINE = MergeTree PARTITION BY toYear(time) ORDER BY (ws, uid, time)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_by_person_mv TO events_by_person AS
SELECT ws, uid, time, event, message, received_at, source, properties FROM events;

-- One row per value a trait ever had. type 'unset' is a trait taken away. Dates are milliseconds since 1970 in number_value, booleans 0 or 1.
CREATE TABLE IF NOT EXISTS trait_history (
  ws UInt32,
  trait LowCardinality(String),
  uid UInt32,
  type Enum8('unset' = 0, 'string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5),
  string_value String,
  number_value Float64,
  list_value Array(String),
  priority UInt8,
  source LowCardinality(String),
  valid_from DateTime64(3, 'UTC'),
  recorded_at DateTime64(3, 'UTC')
) ENGINE = MergeTree ORDER BY (ws, trait, uid, valid_from)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS consent_history (
  ws UInt32,
  purpose LowCardinality(String),
  uid UInt32,
  state Enum8('denied' = 0, 'granted' = 1),
  effective_at DateTime64(3, 'UTC'),
  recorded_at DateTime64(3, 'UTC'),
  source LowCardinality(String),
  statement String
) ENGINE = MergeTree ORDER BY (ws, purpose, uid, effective_at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- created, known (first direct identifier), merged (absorbed into root), split (a merge undone), erased.
CREATE TABLE IF NOT EXISTS profile_change (
  ws UInt32,
  change Enum8('created' = 1, 'known' = 2, 'merged' = 3, 'split' = 4, 'erased' = 5),
  uid UInt32,
  root UInt32,
  effective_at DateTime64(3, 'UTC'),
  recorded_at DateTime64(3, 'UTC')
) ENGINE = MergeTree ORDER BY (ws, change, uid)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What was served, and when: never recomputed.
CREATE TABLE IF NOT EXISTS membership_change (
  ws UInt32,
  segment LowCardinality(String),
  version UInt32,
  uid UInt32,
  change Enum8('entered' = 1, 'exited' = 2),
  effective_at DateTime64(3, 'UTC'),
  served_at DateTime64(3, 'UTC'),
  cause LowCardinality(String)
) ENGINE = MergeTree ORDER BY (ws, segment, served_at, uid)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Who was put in which arm of which campaign, once and for good.
CREATE TABLE IF NOT EXISTS assignment (
  ws UInt32,
  campaign LowCardinality(String),
  uid UInt32,
  arm LowCardinality(String),
  bucket UInt16,
  epoch UInt16,
  assigned_at DateTime64(3, 'UTC'),
  source LowCardinality(String)
) ENGINE = MergeTree ORDER BY (ws, campaign, uid)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Outcomes of imported campaigns: one value per person and metric.
CREATE TABLE IF NOT EXISTS outcome (
  ws UInt32,
  campaign LowCardinality(String),
  metric LowCardinality(String),
  uid UInt32,
  value Float64,
  recorded_at DateTime64(3, 'UTC')
) ENGINE = MergeTree ORDER BY (ws, campaign, metric, uid)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
