-- Times within a part differ in few of their 64 bits: kept without the others they take less room than as differences of
-- differences, and are read in a fifth of the time. Parts that are there follow as they are merged.
ALTER TABLE events MODIFY COLUMN time DateTime64(3, 'UTC') CODEC(T64);
ALTER TABLE events MODIFY COLUMN received_at DateTime64(3, 'UTC') CODEC(T64);
ALTER TABLE events_by_person MODIFY COLUMN time DateTime64(3, 'UTC') CODEC(T64);
ALTER TABLE events_by_person MODIFY COLUMN received_at DateTime64(3, 'UTC') CODEC(T64);
ALTER TABLE events_by_time MODIFY COLUMN time DateTime64(3, 'UTC') CODEC(T64);
