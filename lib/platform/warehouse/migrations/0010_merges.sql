-- Rows of a stream come in small parts. The engine takes every part for 5 MB larger than it is when it decides what to merge,
-- so with its own base of 5 a partition of a few thousand rows was merged whole every few inserts, hundreds of rows for each
-- that came. With 20 it waits for more small ones; a partition that has been left alone for an hour becomes one part.
ALTER TABLE events MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE events_by_person MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE events_by_time MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE trait_history MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE consent_history MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE profile_change MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE membership_change MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE assignment MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE outcome MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE person_change MODIFY SETTING merge_selector_base = 20, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
