import { columnToName, headerOf, kindOfName } from "@/lib/sources/files/column-names";
import { type GuessedFormat, guessFormat } from "@/lib/sources/files/guess-format";
import { guessPersonal } from "@/lib/sources/files/guess-personal";
import type {
	ColumnRole,
	DraftMapping,
	FileFormat,
	MappingQuestion,
} from "@/lib/sources/files/import-mapping";

/** A name for events of a file that names none. */
function eventNameOf(names: readonly string[]): string {
	return names.some((name) => /(price|amount|total|value|revenue|dollar|order|quantity|spend)/.test(name))
		? "Order Completed"
		: "Imported Event";
}

/**
 * A first mapping for a file, for someone to check, guessed from the names and samples of its columns. What
 * cannot be decided is left as a question: until it is answered the column is left out, or read the likelier
 * way. `rows` are some hundred rows without the header.
 */
export function guessMapping(
	kind: "people" | "events",
	file: FileFormat,
	columns: readonly string[],
	rows: readonly (readonly string[])[],
	zone: string,
): { mapping: DraftMapping; questions: MappingQuestion[] } {
	const samples = columns.map((_column, i) => rows.map((row) => row[i] ?? ""));
	const names = columns.map((column) => columnToName(headerOf(column)));
	const formats: GuessedFormat[] = columns.map((column, i) =>
		guessFormat(samples[i] ?? [], column, { isCommaFree: file.delimiter !== "," }),
	);
	const { fields, chosen } = guessPersonal(names, samples);
	const used = new Set<string>();
	const once = (key: string): boolean => !used.has(key) && Boolean(used.add(key));
	const questions: MappingQuestion[] = [];
	const isDate = (i: number) => formats[i]?.type === "date";
	// A day of birth is a date, and not when something happened.
	const isTime = (i: number) => isDate(i) && fields[i] === null;
	const timeAt =
		kind === "events"
			? [
					names.findIndex((name, i) => ["time", "since"].includes(kindOfName(name) ?? "") && isTime(i)),
					columns.findIndex((_column, i) => isTime(i)),
				].find((at) => at >= 0)
			: columns.findIndex((_column, i) => kindOfName(names[i] ?? "") === "since" && isDate(i));
	const ask = (column: number, about: MappingQuestion["about"]): ColumnRole => {
		questions.push({ column, about });
		return { as: "ignore" };
	};

	const roles = columns.map((_column, i): ColumnRole => {
		const name = names[i] ?? "";
		const format = formats[i] ?? { type: "string", isAmbiguous: false };
		const isRepeated = !once(`column ${name}`);
		const means = kindOfName(name);
		if (means === "secret") return ask(i, "secret");
		if (i === timeAt) {
			if (format.isAmbiguous) ask(i, "dates");
			return { as: "time", date: format.date ?? "iso" };
		}
		const field = fields[i] ?? null;
		if ((means === "anonymous_id" || means === "user_id") && once(means))
			return { as: "identifier", kind: means };
		if (field) {
			if (chosen.get(field) !== i) return ask(i, "personal");
			if (field === "email") return { as: "identifier", kind: "email" };
			if (field !== "birthday" || !format.date) return { as: "personal", field };
			if (format.isAmbiguous) ask(i, "dates");
			return { as: "personal", field, date: format.date };
		}
		if (isRepeated) return ask(i, "repeated");
		if (kind === "events" && means === "event" && once("event")) return { as: "event" };
		const { isAmbiguous, ...shape } = format;
		if (isAmbiguous) ask(i, format.type === "date" ? "dates" : "numbers");
		return { as: kind === "people" ? "trait" : "property", name, ...shape };
	});
	const mapping: DraftMapping = {
		kind,
		file,
		zone,
		columns: columns.map((column, i) => ({ column, role: roles[i] ?? { as: "ignore" } })),
	};
	if (kind === "events" && !used.has("event")) mapping.eventName = eventNameOf(names);
	return { mapping, questions };
}
