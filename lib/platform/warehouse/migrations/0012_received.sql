-- What arrived of late is found whatever its own time: parts and granules in which nothing did are left out. For parts
-- that are there it is built in the background; until then they are read.
ALTER TABLE events ADD INDEX IF NOT EXISTS received_at_range received_at TYPE minmax GRANULARITY 1;
ALTER TABLE events MATERIALIZE INDEX received_at_range;
