import type { SegmentRule } from "@/lib/segments/rule";

/** The rule without the builder's handles: what it says, so that two can be compared. */
export function withoutIds(rule: SegmentRule): unknown {
	return strip(rule);
}

function strip(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(strip);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, inner]) => key !== "id" && inner !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, strip(inner)]),
	);
}
