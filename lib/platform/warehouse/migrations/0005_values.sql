-- The people of each value of a trait that has few values, as of a build of the snapshot.
CREATE TABLE IF NOT EXISTS trait_value (
  ws UInt32,
  build UInt32,
  trait LowCardinality(String),
  type Enum8('string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5),
  string_value String,
  number_value Float64,
  people AggregateFunction(groupBitmap, UInt32)
) ENGINE = MergeTree PARTITION BY (ws, build) ORDER BY (ws, build, trait, type)
SETTINGS index_granularity = 256, fsync_after_insert = 0, fsync_part_directory = 0;
