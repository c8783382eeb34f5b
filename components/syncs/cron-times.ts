/** Days a schedule of set times can be chosen for, as a cron expression writes them. */
export const dayChoices: readonly { value: string; label: string }[] = [
	{ value: "*", label: "Every day" },
	{ value: "1-5", label: "Weekdays" },
	{ value: "1", label: "Mondays" },
	{ value: "2", label: "Tuesdays" },
	{ value: "3", label: "Wednesdays" },
	{ value: "4", label: "Thursdays" },
	{ value: "5", label: "Fridays" },
	{ value: "6", label: "Saturdays" },
	{ value: "0", label: "Sundays" },
];

/** A cron expression as a day and a time of day; null when it says more than that. */
export function readTimes(cron: string): { days: string; time: string } | null {
	const [minute = "", hour = "", dayOfMonth, month, days = "", ...rest] = cron.trim().split(/\s+/);
	const isPlain =
		/^\d{1,2}$/.test(minute) && /^\d{1,2}$/.test(hour) && Number(minute) < 60 && Number(hour) < 24;
	if (!isPlain || dayOfMonth !== "*" || month !== "*" || rest.length > 0) return null;
	if (!dayChoices.some(({ value }) => value === days)) return null;
	return { days, time: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` };
}

/** The expression of a day and a time of day, written HH:MM. */
export function writeTimes({ days, time }: { days: string; time: string }): string {
	const [hour = "0", minute = "0"] = time.split(":");
	return `${Number(minute)} ${Number(hour)} * * ${days}`;
}
