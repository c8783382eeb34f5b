import { normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { wordsOf } from "@/lib/profiles/name-words";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import { doubtfulNames } from "@/lib/profiles/personal-names";
import { personalFieldIn, personalFieldOf } from "@/lib/profiles/read-personal-name";
import { isIdName } from "@/lib/sources/files/column-names";

/** What people write where there is nothing to write. */
const fillers = new Set(["-", "--", "n/a", "na", "none", "null", "nil", "unknown", "?"]);

/**
 * A number as dialed within its country: a North American one in its three parts, or one that begins with the
 * trunk prefix 0 and has blanks or separators. Digits without any could be anything.
 */
const homeShapes = [
	/^(?:1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?$/i,
	/^(?=(?:\D*\d){10,12}\D*$)(?:\(0\d{1,5}\)|0\d{1,5}[ /-]|0\d\.)[\d ./-]+$/,
];
const longestPhone = 40;

function looksLikePhone(cell: string, isIds: boolean): boolean {
	if (cell.length > longestPhone) return false;
	if (/^(\+|00)/.test(cell)) return normalizePhone(cell) !== null;
	return !isIds && homeShapes.some((shape) => shape.test(cell));
}

/** Contact data is known by its look too: a column of addresses is personal whatever it is called. */
function contactIn(name: string, cells: readonly string[]): PersonalField | null {
	if (cells.length === 0) return null;
	const most = (has: (cell: string) => boolean) => cells.filter(has).length * 10 >= cells.length * 9;
	if (most((cell) => normalizeEmail(cell) !== null)) return "email";
	const isIds = isIdName(name);
	return most((cell) => looksLikePhone(cell, isIds)) ? "phone" : null;
}

/** What a word with several meanings means here: a telephone has figures, a name and a place have none. */
function doubtful(name: string, cells: readonly string[]): PersonalField | null {
	const field = doubtfulNames.get(wordsOf(name).join("")) ?? null;
	const fits = (cell: string) =>
		field === "phone" ? /^\D{0,4}\d(?:\D{0,3}\d){5,}/.test(cell) : !/\d/.test(cell);
	return cells.every(fits) ? field : null;
}

function filledOf(samples: readonly string[]): string[] {
	return samples
		.map((cell) => cell.trim())
		.filter((cell) => cell !== "" && !fillers.has(cell.toLowerCase()))
		.slice(0, 50);
}

/**
 * Which columns are personal, by their names (as of `columnToName`) and values, and for each kind the
 * proposed one: the one with the plain name, else the first. The others become questions.
 */
export function guessPersonal(
	names: readonly string[],
	samples: readonly (readonly string[])[],
): { fields: (PersonalField | null)[]; chosen: ReadonlyMap<PersonalField, number> } {
	const fields = names.map((name, i) => {
		const cells = filledOf(samples[i] ?? []);
		return personalFieldIn(name) ?? doubtful(name, cells) ?? contactIn(name, cells);
	});
	const chosen = new Map<PersonalField, number>();
	for (const isPlain of [true, false]) {
		for (const [i, field] of fields.entries()) {
			const hasPlainName = field !== null && personalFieldOf(names[i] ?? "") === field;
			if (field && hasPlainName === isPlain && !chosen.has(field)) chosen.set(field, i);
		}
	}
	return { fields, chosen };
}
