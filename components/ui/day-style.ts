import type { DayStyle } from "@/lib/kernel/typed-day";

const styles = new Map<string, DayStyle>();

/** The viewer's date format, by their browser's language. */
export function dayStyle(language = navigator.language): DayStyle {
	const known = styles.get(language);
	if (known) return known;
	const figures = new Intl.DateTimeFormat(language, {
		calendar: "gregory",
		day: "numeric",
		month: "numeric",
		year: "numeric",
	});
	const order = figures
		.formatToParts(0)
		.map(({ type }) => type.charAt(0))
		.filter((letter) => "dmy".includes(letter))
		.join("");
	const style: DayStyle = {
		order: order === "dmy" || order === "mdy" ? order : "ymd",
		months: monthsOf(language),
	};
	styles.set(language, style);
	return style;
}

function monthsOf(language: string): Map<string, number> {
	const months = new Map<string, number>();
	// Some languages write a month differently next to a day: both forms are recognized.
	const writings = (["long", "short"] as const).flatMap((month) => [
		{ month },
		{ month, day: "numeric" as const },
	]);
	for (const options of writings) {
		const format = new Intl.DateTimeFormat(language, { calendar: "gregory", timeZone: "UTC", ...options });
		for (let month = 1; month <= 12; month += 1) {
			const name = format.formatToParts(Date.UTC(2026, month - 1, 1)).find(({ type }) => type === "month");
			if (name) months.set(name.value.toLowerCase().replace(/\.$/, ""), month);
		}
	}
	return months;
}
