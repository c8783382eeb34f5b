-- Sets of people kept with a build of the snapshot, so that a question reads all it needs at once: everybody and the known
-- people (trait '', by string_value), and the people of each value of a trait that has few values.
CREATE TABLE IF NOT EXISTS snapshot_set (
  ws UInt32,
  build UInt32,
  trait LowCardinality(String),
  type Enum8('string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5, 'day' = 6),
  string_value String,
  number_value Float64,
  people AggregateFunction(groupBitmap, UInt32)
) ENGINE = MergeTree PARTITION BY (ws, build) ORDER BY (ws, build, trait, type)
SETTINGS index_granularity = 256, fsync_after_insert = 0, fsync_part_directory = 0;

-- Both are there unless this was cut short before.
CREATE TABLE IF NOT EXISTS trait_value AS snapshot_set;
CREATE TABLE IF NOT EXISTS people_snapshot (
  ws UInt32,
  build UInt32,
  everyone AggregateFunction(groupBitmap, UInt32),
  known AggregateFunction(groupBitmap, UInt32)
) ENGINE = MergeTree ORDER BY (ws, build);

INSERT INTO snapshot_set SELECT ws, build, trait, toString(type), string_value, number_value, people FROM trait_value
SETTINGS max_partitions_per_insert_block = 0;
INSERT INTO snapshot_set SELECT ws, build, '', 'string', 'everyone', 0, everyone FROM people_snapshot
SETTINGS max_partitions_per_insert_block = 0;
INSERT INTO snapshot_set SELECT ws, build, '', 'string', 'known', 0, known FROM people_snapshot
SETTINGS max_partitions_per_insert_block = 0;

DROP TABLE trait_value;
DROP TABLE people_snapshot;
