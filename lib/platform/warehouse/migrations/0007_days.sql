-- A date without a time is a day of the calendar: type 'day', days since 1970-01-01 in number_value. 'date' stays an instant.
ALTER TABLE trait_history MODIFY COLUMN type Enum8('unset' = 0, 'string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5, 'day' = 6);
ALTER TABLE trait_snapshot MODIFY COLUMN type Enum8('string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5, 'day' = 6);
ALTER TABLE trait_value MODIFY COLUMN type Enum8('string' = 1, 'number' = 2, 'boolean' = 3, 'date' = 4, 'list' = 5, 'day' = 6);
