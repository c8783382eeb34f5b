import { formatCompact } from "@/components/ui/format-number";

/** How the letters of every chart's axes look. */
export const axisText = { fill: "var(--muted-foreground)", fontSize: 12 };

/** An axis as charts of counts have it. */
export const plainAxis = { tick: axisText, stroke: "var(--border)" };

/** An axis of whole counts, from zero. */
export const countAxis = {
	...plainAxis,
	domain: [0, "auto"] as [number, string],
	allowDecimals: false,
	tickFormatter: formatCompact,
};
