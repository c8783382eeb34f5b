-- A part counts for 5 MB more than it holds when it is decided what to merge: with few, small parts each new one was merged
-- at once with all the rest of its partition, hundreds of rows for each that came. Now more of them wait for each other.
ALTER TABLE events MODIFY SETTING merge_selector_base = 20;
ALTER TABLE events_by_person MODIFY SETTING merge_selector_base = 20;
ALTER TABLE events_by_time MODIFY SETTING merge_selector_base = 20;
ALTER TABLE person_change MODIFY SETTING merge_selector_base = 20;
