import { formatCompact } from "@/components/ui/format-number";

/** Text style of every chart's axes. */
export const axisText = { fill: "var(--muted-foreground)", fontSize: 12 };

/** The axis style of count charts. */
export const plainAxis = { tick: axisText, stroke: "var(--border)" };

/** An axis of whole counts, from zero. */
export const countAxis = {
	...plainAxis,
	domain: [0, "auto"] as [number, string],
	allowDecimals: false,
	tickFormatter: formatCompact,
};
