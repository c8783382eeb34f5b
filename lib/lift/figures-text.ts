import { withMinus } from "@/lib/kernel/number-text";

/** 0.1828 is "18.3%"; below 1 % two decimals. */
export function shareText(fraction: number): string {
	return `${pointsText(fraction)}%`;
}

/** A difference of shares in percentage points, without its unit: 0.0766 is "7.7". */
export function pointsText(fraction: number): string {
	return withMinus((fraction * 100).toFixed(Math.abs(fraction) < 0.01 ? 2 : 1));
}

/** "7.0 to 8.3", low first, each formatted by `say`. */
export function rangeText(low: number, high: number, say: (value: number) => string): string {
	return `${say(low)} to ${say(high)}`;
}
