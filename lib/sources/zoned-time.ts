const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const hourMs = 3_600_000;

function formatterOf(zone: string): Intl.DateTimeFormat {
	let formatter = formatters.get(zone);
	if (!formatter) {
		formatter = new Intl.DateTimeFormat("en-US", {
			timeZone: zone,
			hourCycle: "h23",
			year: "numeric",
			month: "numeric",
			day: "numeric",
			hour: "numeric",
			minute: "numeric",
			second: "numeric",
			era: "short",
		});
		formatters.set(zone, formatter);
	}
	return formatter;
}

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(zone: string, at: number): number {
	// Offsets change on the quarter hour at the finest; one look-up an hour is enough.
	const hour = Math.floor(at / hourMs);
	const key = `${zone} ${hour}`;
	const known = offsets.get(key);
	if (known !== undefined) return known;
	const parts: Record<string, string> = {};
	for (const part of formatterOf(zone).formatToParts(hour * hourMs)) parts[part.type] = part.value;
	const local = Date.UTC(
		Number(parts.year),
		Number(parts.month) - 1,
		Number(parts.day),
		Number(parts.hour),
		Number(parts.minute),
		Number(parts.second),
	);
	const offset = local - hour * hourMs;
	if (offsets.size > 50_000) offsets.clear();
	offsets.set(key, offset);
	return offset;
}

/**
 * The instant at which a wall clock of the zone shows `local` (given as if it were UTC). Of two such instants, when
 * clocks go back, the first; a time that clocks skip is moved on by the skip.
 */
export function zonedToUtc(local: number, zone: string): number {
	if (zone === "UTC") return local;
	const before = offsetAt(zone, local - 24 * hourMs);
	const after = offsetAt(zone, local + 24 * hourMs);
	for (const offset of before === after ? [before] : [before, after]) {
		if (offsetAt(zone, local - offset) === offset) return local - offset;
	}
	return local - before;
}
