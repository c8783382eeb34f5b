export type TimeZone = {
	/** As stored: "America/New_York". */
	name: string;
	/** "UTC−05:00", as of an instant. */
	offset: string;
	/** The search text: the name in plain words, and the offset. */
	search: string;
};

/** Every zone the browser knows, UTC first, each with its offset as of an instant. */
export function listTimeZones(now: Date): TimeZone[] {
	return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")].map((name) => {
		const offset = offsetOf(name, now);
		return {
			name,
			offset,
			search: plain(`${name} ${offset} ${offset.replace(/([+−])0/, "$1")}`),
		};
	});
}

/** "UTC+01:00". */
export function offsetOf(zone: string, now: Date): string {
	const parts = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		timeZoneName: "longOffset",
	}).formatToParts(now);
	const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
	// Some browsers write a zero offset as "GMT+00:00", others as "GMT".
	return name === "GMT" ? "UTC+00:00" : name.replace("GMT", "UTC").replace("-", "−");
}

/**
 * The zones that contain every word typed; all of them for an empty search. Those whose city starts with it
 * come first.
 */
export function searchTimeZones(zones: readonly TimeZone[], typed: string): TimeZone[] {
	const words = plain(typed).split(" ").filter(Boolean);
	if (words.length === 0) return [...zones];
	const begins = ({ name }: TimeZone) => plain(name.split("/").at(-1) ?? "").startsWith(words[0] ?? "");
	return zones
		.filter(({ search }) => words.every((word) => search.includes(word)))
		.sort((a, b) => Number(begins(b)) - Number(begins(a)));
}

/** The zone the typed text means, if unambiguous; otherwise the text. */
export function readTimeZone(zones: readonly TimeZone[], typed: string): string {
	const wanted = plain(typed);
	if (wanted === "") return typed;
	const exact = zones.filter(
		({ name }) => plain(name) === wanted || plain(name.split("/").at(-1) ?? "") === wanted,
	);
	return exact.length === 1 && exact[0] ? exact[0].name : typed;
}

function plain(text: string): string {
	return text
		.toLowerCase()
		.replaceAll("−", "-")
		.replaceAll(/[/_\s]+/g, " ")
		.trim();
}
