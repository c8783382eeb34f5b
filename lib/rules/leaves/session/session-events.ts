import type { EventLeaf, SessionLeaf, SessionMeasure } from "@/lib/rules/rule";

/** What `page` and `screen` calls become. */
export const pageEvents = ["Page Viewed", "Screen Viewed"] as const;

/**
 * How activity time is reported: the snippet in a page, or a source of one's own, sends this event when a
 * page or screen is left, with the seconds spent active on it and its name.
 */
export const activeTime = { event: "Page Left", seconds: "active_seconds", name: "name" } as const;

/** Time of activity is a sum over an event, as any other. */
export function activeSecondsLeaf(
	{ operator, value, window }: SessionLeaf,
	{ page }: Extract<SessionMeasure, { kind: "activeSeconds" }>,
): EventLeaf {
	const isPage = {
		kind: "property",
		field: activeTime.name,
		type: "string",
		operator: "equals",
		value: page ?? "",
	} as const;
	return {
		kind: "event",
		field: activeTime.event,
		aggregate: { kind: "sum", property: activeTime.seconds },
		operator,
		value,
		window,
		...(page === undefined ? {} : { where: { combinator: "and", rules: [isPage] } }),
	};
}
