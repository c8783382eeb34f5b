// The true minus sign, as on the rest of the screen.
function withMinus(text: string): string {
	return text.replace("-", "−");
}

/** Figures inside the sentences of a read-out, the same for everyone: English, thousands separated. */
export function countText(value: number): string {
	return withMinus(new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 }).format(value));
}

/** 0.1828 is "18.3%"; below 1 % two decimals. */
export function shareText(fraction: number): string {
	return `${pointsText(fraction)}%`;
}

/** A difference of shares in percentage points, without its unit: 0.0766 is "7.7". */
export function pointsText(fraction: number): string {
	return withMinus((fraction * 100).toFixed(Math.abs(fraction) < 0.01 ? 2 : 1));
}

export function moneyText(value: number, currency: string): string {
	const decimals = Math.abs(value) >= 1000 ? 0 : 2;
	return withMinus(
		new Intl.NumberFormat("en-US", {
			style: "currency",
			currency,
			minimumFractionDigits: decimals,
			maximumFractionDigits: decimals,
		}).format(value),
	);
}

/** "7.0 to 8.3", low first, each said by `say`. */
export function rangeText(low: number, high: number, say: (value: number) => string): string {
	return `${say(low)} to ${say(high)}`;
}
