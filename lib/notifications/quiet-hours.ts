/** Minutes of the day, from 0 to 1439; over midnight when `until` is before `from`. */
export type QuietHours = { from: number; until: number };

const minutesOfDay = 24 * 60;

/** Whether an instant is within the quiet hours of a time zone: their first minute is, their last is not. */
export function isQuiet(quiet: QuietHours | null, at: Date, timeZone: string): boolean {
	if (quiet === null || quiet.from === quiet.until) return false;
	const now = minuteOf(at, timeZone);
	return quiet.from < quiet.until
		? now >= quiet.from && now < quiet.until
		: now >= quiet.from || now < quiet.until;
}

/** What may be sent now of what waits: in quiet hours only failed deliveries, and only if that is wanted. */
export function sendableNow<T>(
	waiting: readonly T[],
	{ isQuietNow, failuresAtOnce }: { isQuietNow: boolean; failuresAtOnce: boolean },
	isFailedDelivery: (one: T) => boolean,
): T[] {
	if (!isQuietNow) return [...waiting];
	return failuresAtOnce ? waiting.filter(isFailedDelivery) : [];
}

/** "07:30" as minutes of the day; null if it is none. */
export function minutesOf(text: string): number | null {
	const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** Minutes of the day as "07:30". */
export function clockOf(minutes: number): string {
	const within = ((minutes % minutesOfDay) + minutesOfDay) % minutesOfDay;
	return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

function minuteOf(at: Date, timeZone: string): number {
	const parts = new Intl.DateTimeFormat("en-US", {
		timeZone,
		hour: "numeric",
		minute: "numeric",
		hourCycle: "h23",
	}).formatToParts(at);
	const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
	return part("hour") * 60 + part("minute");
}
