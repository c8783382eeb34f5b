const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** The true minus sign: as wide as a plus, and no line breaks after it. */
export function withMinus(text: string): string {
	return text.replace("-", "−");
}

/** "12,480": whole, English, the same for everyone. */
export function countText(value: number): string {
	return withMinus(whole.format(value));
}

const precise = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** "12,480.5": with up to two decimals, English, the same for everyone. */
export function numberText(value: number): string {
	return withMinus(precise.format(value));
}

/** "1 person", "12,480 people". */
export function pluralText(count: number, one: string, many = `${one}s`): string {
	return `${countText(count)} ${count === 1 ? one : many}`;
}

/** In major units: 234.5 with "USD" is "$234.50"; from 1,000 on, without cents: "$1,235". */
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

/** "22 Nov 2026", on the calendar of this zone. */
export function dateText(at: string | Date, timeZone: string): string {
	return new Intl.DateTimeFormat("en-GB", {
		day: "numeric",
		month: "short",
		year: "numeric",
		timeZone,
	}).format(new Date(at));
}
