import { type DailyKind, type Measure, measuresOf } from "@/lib/campaigns/daily/daily-figures";
import type { DraftDailyMapping } from "@/lib/campaigns/daily/daily-mapping";
import { columnToName, headerOf } from "@/lib/sources/files/column-names";
import { guessFormat } from "@/lib/sources/files/guess-format";

const measureNames: Record<Measure, RegExp> = {
	cost: /(^|_)(cost|costs|spend|spent|amount|kosten|coste|cout)(_|$)/,
	conversions: /(^|_)(conversions?|results?|purchases?|orders?|konversionen)(_|$)/,
	value: /(^|_)(value|revenue|umsatz|wert)(_|$)/,
};
const lineNames = /^(ad|creative|ad_?set|ad_?group)(_?(id|name))?$/;
const campaignNames = /(^|_)(campaign|kampagne)(_?(id|name))?$/;

/** A first mapping for a file, from the names and samples of its columns, for someone to check. */
export function guessDailyMapping(
	kind: DailyKind,
	file: { delimiter: DraftDailyMapping["delimiter"]; hasHeader: boolean },
	columns: readonly string[],
	rows: readonly (readonly string[])[],
	campaignName: string,
): DraftDailyMapping {
	const names = columns.map((one) => columnToName(headerOf(one)));
	const samples = columns.map((_one, i) => rows.map((row) => row[i] ?? ""));
	const formats = columns.map((one, i) =>
		guessFormat(samples[i] ?? [], one, { isCommaFree: file.delimiter !== "," }),
	);
	// A total row at the end has no day, so the name counts as much as the cells.
	const named = names.findIndex((name) => /^(day|date|tag|datum|reporting_starts?|day_date)$/.test(name));
	const dated = formats.findIndex(({ type }) => type === "date");
	const dayColumn = named >= 0 ? named : dated >= 0 ? dated : null;
	const days = dayColumn === null ? [] : (samples[dayColumn] ?? []);
	const dayFormat = guessFormat(
		days.filter((cell) => /\d/.test(cell)),
		"day",
	);
	const chosen: Partial<Record<Measure, number>> = {};
	for (const measure of measuresOf[kind]) {
		const byName = names.findIndex(
			(name, i) => i !== dayColumn && measureNames[measure].test(name) && !Object.values(chosen).includes(i),
		);
		if (byName >= 0) chosen[measure] = byName;
	}
	const first = measuresOf[kind][0];
	const numbers = formats.flatMap(({ type }, i) => (type === "number" && i !== dayColumn ? [i] : []));
	if (first && chosen[first] === undefined && numbers.length === 1) chosen[first] = numbers[0];
	const amounts = Object.values(chosen).map((i) =>
		guessFormat(samples[i] ?? [], "amount", { isCommaFree: file.delimiter !== "," }),
	);
	const isUnclear = amounts.some(({ isAmbiguous }) => isAmbiguous);
	const lineColumn = names.findIndex((name) => lineNames.test(name));
	const campaignColumn = names.findIndex((name) => campaignNames.test(name));
	const campaigns = new Set((samples[campaignColumn] ?? []).map((cell) => cell.trim()));
	const own = [...campaigns].find((one) => one.toLowerCase() === campaignName.trim().toLowerCase()) ?? null;
	const isOfSeveral = campaignColumn >= 0 && campaigns.size > 1;
	return {
		...file,
		dayColumn,
		date: dayFormat.type === "date" && !dayFormat.isAmbiguous ? (dayFormat.date ?? null) : null,
		cost: chosen.cost ?? null,
		conversions: chosen.conversions ?? null,
		value: chosen.value ?? null,
		number: isUnclear ? null : (amounts.find(({ number }) => number !== undefined)?.number ?? "1234.5"),
		lineColumn: lineColumn >= 0 ? lineColumn : null,
		onlyColumn: isOfSeveral ? campaignColumn : null,
		onlyValue: isOfSeveral ? own : null,
		sameDay: "ask",
	};
}
