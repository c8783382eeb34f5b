-- Whom a row may concern, by the instant it is noticed: when it was stored, or when it falls due. Incremental work reads
-- from here. Derived and short-lived: a row lost in a crash is made good by the next full refresh.
CREATE TABLE IF NOT EXISTS person_change (
  ws UInt32,
  kind Enum8('event' = 1, 'trait' = 2, 'consent' = 3, 'profile' = 4),
  name LowCardinality(String),
  at DateTime64(3, 'UTC'),
  uid UInt32
) ENGINE = MergeTree PARTITION BY toDate(at) ORDER BY (ws, kind, name, at, uid)
TTL toDateTime(at) + INTERVAL 8 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 0, fsync_part_directory = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS person_change_by_event TO person_change AS
SELECT ws, 'event' AS kind, event AS name, greatest(now64(3, 'UTC'), time) AS at, uid FROM events GROUP BY ws, name, at, uid;

CREATE MATERIALIZED VIEW IF NOT EXISTS person_change_by_trait TO person_change AS
SELECT ws, 'trait' AS kind, trait AS name, greatest(now64(3, 'UTC'), valid_from) AS at, uid FROM trait_history GROUP BY ws, name, at, uid;

CREATE MATERIALIZED VIEW IF NOT EXISTS person_change_by_consent TO person_change AS
SELECT ws, 'consent' AS kind, purpose AS name, greatest(now64(3, 'UTC'), effective_at) AS at, uid FROM consent_history GROUP BY ws, name, at, uid;

-- A merge or its undoing concerns both sides.
CREATE MATERIALIZED VIEW IF NOT EXISTS person_change_by_profile TO person_change AS
SELECT ws, 'profile' AS kind, toString(change) AS name, greatest(now64(3, 'UTC'), effective_at) AS at, arrayJoin(if(root = 0, [uid], [uid, root])) AS uid
FROM profile_change;

-- Events by time alone: whom the moving edge of a window passes.
CREATE TABLE IF NOT EXISTS events_by_time (
  ws UInt32,
  time DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  event LowCardinality(String),
  uid UInt32
) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (ws, time)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 0, fsync_part_directory = 0;

TRUNCATE TABLE events_by_time;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_by_time_mv TO events_by_time AS
SELECT ws, time, event, uid FROM events;

INSERT INTO events_by_time SELECT ws, time, event, uid FROM events;

-- Current values as of a build, root people only. With the people of person_change since, it answers like the history.
CREATE TABLE IF NOT EXISTS trait_snapshot (
  ws UInt32,
  build UInt32,
  trait LowCardinality(String),
  uid UInt32,
  type Enum8('string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5),
  string_value LowCardinality(String),
  number_value Float64,
  list_value Array(String)
) ENGINE = MergeTree PARTITION BY (ws, build) ORDER BY (ws, build, trait, uid)
SETTINGS fsync_after_insert = 0, fsync_part_directory = 0;

CREATE TABLE IF NOT EXISTS people_snapshot (
  ws UInt32,
  build UInt32,
  everyone AggregateFunction(groupBitmap, UInt32),
  known AggregateFunction(groupBitmap, UInt32)
) ENGINE = MergeTree PARTITION BY (ws, build) ORDER BY (ws, build)
SETTINGS fsync_after_insert = 0, fsync_part_directory = 0;

-- People of single conditions, by a hash of what they ask. The oldest give way; a missing one is computed again.
CREATE TABLE IF NOT EXISTS leaf_cache (
  ws UInt32,
  leaf String,
  people AggregateFunction(groupBitmap, UInt32)
) ENGINE = Memory SETTINGS min_bytes_to_keep = 201326592, max_bytes_to_keep = 268435456;
