import { countText, moneyText, withMinus } from "@/lib/kernel/number-text";

/** A number, or the words that replace it where the viewer may not see it. */
type Count = number | string;

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** "12,480". Whole numbers only; unknown is "unknown", never 0; what the viewer's role may not see is labeled as such. */
export function formatCount(value: Count | null | undefined): string {
	if (typeof value === "string") return value;
	return value === null || value === undefined || !Number.isFinite(value) ? "unknown" : countText(value);
}

/** "12.5K": for axes and tight spaces; show the exact number elsewhere. */
export function formatCompact(value: Count | null | undefined): string {
	if (typeof value === "string") return value;
	return value === null || value === undefined || !Number.isFinite(value)
		? "unknown"
		: withMinus(compact.format(value));
}

/** "12,480 people", "1 person". */
export function formatPeople(value: Count | null | undefined): string {
	if (value === "not shown") return "size not shown";
	return value === 1 ? "1 person" : `${formatCount(value)} people`;
}

/** "30 days", "1 day". */
export function formatDays(days: number): string {
	return `${formatCount(days)} ${days === 1 ? "day" : "days"}`;
}

/** A number with up to `digits` decimals and thousands separated. */
export function formatNumber(value: number | null | undefined, digits = 2): string {
	if (value === null || value === undefined || !Number.isFinite(value)) return "unknown";
	return withMinus(new Intl.NumberFormat("en-US", { maximumFractionDigits: digits }).format(value));
}

/** From a fraction: 0.0312 is "3.12%". Digits follow the size: two below 10 %, one above, none at 100 %. */
export function formatPercent(fraction: number | null | undefined, digits?: number): string {
	if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return "unknown";
	const size = Math.abs(fraction);
	const decimals = digits ?? (size === 0 || size >= 1 ? 0 : size >= 0.1 ? 1 : 2);
	return withMinus(
		new Intl.NumberFormat("en-US", {
			style: "percent",
			minimumFractionDigits: decimals,
			maximumFractionDigits: decimals,
		}).format(fraction),
	);
}

/** In major units: 234.5 with "USD" is "$234.50"; from 1,000 on, without cents: "$1,235". */
export function formatMoney(value: number | null | undefined, currency: string): string {
	if (value === null || value === undefined || !Number.isFinite(value)) return "unknown";
	return moneyText(value, currency);
}

/** With its sign always shown: "+1.2", "−3". The minus is the true minus sign. */
export function withSign(formatted: string, value: number): string {
	if (value > 0) return `+${formatted}`;
	return withMinus(formatted);
}

/** "3.4 MB". */
export function formatBytes(bytes: number | null | undefined): string {
	if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return "unknown";
	const units = ["B", "kB", "MB", "GB", "TB"];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
