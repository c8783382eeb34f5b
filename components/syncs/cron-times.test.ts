import { expect, it } from "vitest";
import { dayChoices, readTimes, writeTimes } from "@/components/syncs/cron-times";

it.each(dayChoices.map(({ value }) => value))("writes and reads back a time of day on days %s", (days) => {
	for (const time of ["00:00", "09:05", "23:59"]) {
		expect(readTimes(writeTimes({ days, time }))).toEqual({ days, time });
	}
});

it.each([
	"*/15 * * * *",
	"0 9,17 * * *",
	"0 9 1 * *",
	"0 9 * 1 *",
	"0 9 * * 1,3",
	"60 9 * * *",
	"0 24 * * *",
	"",
	"@daily",
])("leaves %j as it is written", (cron) => {
	expect(readTimes(cron)).toBeNull();
});
