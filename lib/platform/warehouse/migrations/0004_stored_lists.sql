-- People on stored lists. A build is made beside the current one, in one row or several, and then pointed at from Postgres.
CREATE TABLE IF NOT EXISTS stored_list (
  ws UInt32,
  list String,
  build String,
  people AggregateFunction(groupBitmap, UInt32)
) ENGINE = MergeTree ORDER BY (ws, list, build)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;
