import { formatCount, formatMoney } from "@/components/ui/format-number";
import { type DailyKind, type Figures, type Measure, measuresOf } from "@/lib/campaigns/daily/daily-figures";

export const measureLabels: Record<Measure, string> = {
	cost: "Cost",
	conversions: "Conversions",
	value: "Conversion value",
};

/** A figure as it is shown; unknown where it is absent. */
export function formatMeasure(measure: Measure, value: number | undefined, currency: string): string {
	if (value === undefined) return "Unknown";
	return measure === "conversions" ? formatCount(value) : formatMoney(value, currency);
}

/** All figures of a kind in one phrase: "12 conversions, $480.50". */
export function figuresText(kind: DailyKind, figures: Figures | null, currency: string): string {
	if (figures === null) return "nothing";
	const known = measuresOf[kind].filter((measure) => figures[measure] !== undefined);
	return known
		.map((measure) => {
			const text = formatMeasure(measure, figures[measure], currency);
			return measure === "conversions" ? `${text} conversions` : text;
		})
		.join(", ");
}
