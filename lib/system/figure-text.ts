const units = ["bytes", "KB", "MB", "GB", "TB"];

/** "12.5 MB", in powers of 1,000, as disks are sold. */
export function bytesText(bytes: number): string {
	const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
	const value = bytes / 1_000 ** power;
	return `${new Intl.NumberFormat("en-US", { maximumFractionDigits: value < 100 && power > 0 ? 1 : 0 }).format(value)} ${units[power]}`;
}

/** How long something has waited: "nothing waits", "under a second", "42 seconds", "3 minutes", "5 hours". */
export function secondsText(seconds: number): string {
	if (seconds === 0) return "Nothing waits";
	if (seconds < 1) return "Under a second";
	if (seconds < 60) return plural(Math.floor(seconds), "second");
	if (seconds < 3_600) return plural(Math.floor(seconds / 60), "minute");
	return plural(Math.floor(seconds / 3_600), "hour");
}

function plural(count: number, unit: string): string {
	return `${new Intl.NumberFormat("en-US").format(count)} ${unit}${count === 1 ? "" : "s"}`;
}
