import { formatMoney, formatNumber, formatPercent, withSign } from "@/components/ui/format-number";
import type { LiftRange } from "@/lib/lift/contracts";
import type { MetricUnit } from "@/lib/lift/metric-unit";

export type FigureUnit = { unit: MetricUnit; currency: string };

/** A level of one arm: a share, money or a count per person. */
export function formatLevel(value: number | null, { unit, currency }: FigureUnit): string {
	if (unit === "share") return formatPercent(value);
	return unit === "money" ? formatMoney(value, currency) : formatNumber(value, 3);
}

/** A difference of levels with its sign; shares differ in points. */
export function formatDifference(value: number, figure: FigureUnit): string {
	if (figure.unit !== "share") return withSign(formatLevel(value, figure), value);
	const digits = Math.abs(value) < 0.01 ? 2 : 1;
	return `${withSign((value * 100).toFixed(digits), value)} pts`;
}

export function formatRelative(value: number): string {
	return withSign(formatPercent(value, Math.abs(value) < 0.1 ? 1 : 0), value);
}

/** "7.0 to 8.3": the interval, each end formatted by `format`. */
export function formatInterval(
	{ low, high }: Pick<LiftRange, "low" | "high">,
	format: (value: number) => string,
): string {
	return `${format(low)} to ${format(high)}`;
}
