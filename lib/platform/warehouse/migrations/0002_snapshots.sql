-- Caches that can be rebuilt from the histories. Sets of people are roaring bitmaps over uid.
CREATE TABLE IF NOT EXISTS membership (
  ws UInt32,
  segment String,
  version UInt32,
  as_of DateTime64(3, 'UTC'),
  served_at DateTime64(3, 'UTC'),
  people AggregateFunction(groupBitmap, UInt32)
) ENGINE = ReplacingMergeTree(served_at) ORDER BY (ws, segment, version);

-- The people a sync last planned for, so that the next plan looks only at the difference.
CREATE TABLE IF NOT EXISTS planned_audience (
  ws UInt32,
  sync String,
  planned_at DateTime64(3, 'UTC'),
  wanted AggregateFunction(groupBitmap, UInt32),
  held_out AggregateFunction(groupBitmap, UInt32)
) ENGINE = ReplacingMergeTree(planned_at) ORDER BY (ws, sync);
