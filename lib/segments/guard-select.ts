import { type SqlToken, tokenizeSql } from "@/lib/segments/tokenize-sql";

/** Tables an admin's SELECT may read. Each is replaced by the workspace's own rows of it. */
export const selectableTables = ["events", "trait_history", "consent_history"] as const;
export type SelectableTable = (typeof selectableTables)[number];

/** A SELECT that may be run: its text with a place for each table. */
export type GuardedSelect = { parts: (string | { table: SelectableTable; needsName: boolean })[] };
export type GuardResult = { ok: true; select: GuardedSelect } | { ok: false; message: string };

const functions = new Set(
	`count countif sum sumif avg avgif min minif max maxif uniq uniqexact uniqexactif anylast argmin argmax argminif argmaxif
	median tostring toint32 toint64 touint32 touint64 tofloat64 todate todatetime todatetime64 tointervalday tohour todayofweek
	tostartofday tostartofweek tostartofmonth tostartofhour toyear tomonth todayofmonth dateadd datesub adddays addweeks
	addmonths addhours subtractdays subtractweeks subtractmonths subtracthours now today yesterday if multiif coalesce ifnull
	nullif isnull isnotnull greatest least abs round floor ceil sqrt log exp intdiv modulo lower upper lowerutf8 upperutf8
	length lengthutf8 trim concat substring position startswith endswith match like empty notempty has hasany hasall
	assumenotnull not xor parsedatetimebesteffortornull rownumberinallblocks`
		.split(/\s+/)
		.filter(Boolean),
);

const clauses = new Set(
	"where prewhere group having order limit offset union intersect except on using qualify select".split(" "),
);
/** Stand between tables: after them another may follow. */
const conditions = new Set(["on", "using"]);
const joins = new Set("inner left right full cross join outer any all semi anti asof as".split(" "));

/** Words that lead out of a plain SELECT: to other statements, files, settings, sets by name, or functions by name. */
const refused = new Set(
	`with into outfile format settings insert create drop alter rename truncate delete update system attach detach optimize
	kill grant revoke set use show describe explain exchange backup restore check table values apply replace columns final
	sample array paste global window over watch execute default cluster dictionary view database infile parallel`
		.split(/\s+/)
		.filter(Boolean),
);

class Refusal extends Error {}

/**
 * Lets through a single SELECT over the tables above, with functions of a short list, and nothing else: what is not known
 * to be harmless is refused. The warehouse's own limits (read-only, time, memory, rows) stand behind this.
 */
export function guardSelect(sql: string): GuardResult {
	try {
		const tokens = tokenizeSql(sql);
		if ("problem" in tokens) throw new Refusal(tokens.problem);
		return { ok: true, select: { parts: readSelect(sql, tokens.tokens) } };
	} catch (error) {
		if (error instanceof Refusal) return { ok: false, message: error.message };
		throw error;
	}
}

function readSelect(sql: string, tokens: readonly SqlToken[]): GuardedSelect["parts"] {
	const at = (index: number): SqlToken | undefined => tokens[index];
	const isWord = (index: number, word: string) => at(index)?.kind === "word" && at(index)?.text === word;
	const isSign = (index: number, sign: string) => at(index)?.kind === "sign" && at(index)?.text === sign;
	if (!isWord(0, "select")) throw new Refusal("Begin with SELECT");
	const parts: GuardedSelect["parts"] = [];
	let copied = 0;
	/** For each open parenthesis, whether a list of tables is being read in it. */
	const inFrom: boolean[] = [false];
	for (const [index, token] of tokens.entries()) {
		const before = at(index - 1);
		if (token.kind === "sign") {
			if (token.text === "(") {
				checkOpening(before, isWord(index - 2, "."));
				inFrom.push(false);
			} else if (token.text === ")") {
				inFrom.pop();
				if (inFrom.length === 0) throw new Refusal("A parenthesis is closed that was never opened");
			} else if (token.text === "," && inFrom.at(-1)) {
				throw new Refusal("Join tables with JOIN … ON, not with a comma");
			}
			continue;
		}
		if (token.kind !== "word") continue;
		const isColumn = isSign(index - 1, ".") || isSign(index + 1, ".");
		if (refused.has(token.text) && !isColumn)
			throw new Refusal(`"${token.text.toUpperCase()}" is not allowed here`);
		if (clauses.has(token.text) && !isColumn) {
			// As a name it would pass for the end of the list of tables.
			if (isWord(index - 1, "as") || isSign(index + 1, ",")) {
				throw new Refusal(`"${token.text.toUpperCase()}" cannot be a name here`);
			}
			if (!conditions.has(token.text)) inFrom[inFrom.length - 1] = false;
		}
		if (token.text === "in" && !isColumn) checkSet(tokens, index + 1);
		if ((token.text !== "from" && token.text !== "join") || isSign(index - 1, ".")) continue;
		inFrom[inFrom.length - 1] = true;
		const next = at(index + 1);
		if (isSign(index + 1, "(") && isWord(index + 2, "select")) continue;
		const table = selectableTables.find((name) => next?.kind === "word" && name === next.text);
		if (!table || !next || isSign(index + 2, ".") || isSign(index + 2, "(")) {
			throw new Refusal(`Read from ${selectableTables.join(", ")} only`);
		}
		const after = at(index + 2);
		const isNamed =
			after?.kind === "quoted" ||
			(after?.kind === "word" &&
				(after.text === "as" || (!clauses.has(after.text) && !joins.has(after.text))));
		parts.push(sql.slice(copied, next.from), { table, needsName: !isNamed });
		copied = next.to;
	}
	if (inFrom.length !== 1) throw new Refusal("A parenthesis is not closed");
	return [...parts, sql.slice(copied)];
}

const beforeGroups = new Set(
	`select from join in and or not on using when then else case where having by between like ilike as all distinct union
	intersect except limit offset is prewhere exists interval asc desc div mod`.split(/\s+/),
);

/** What may stand before an opening parenthesis: a function of the list, a word of the language, or a sign. */
function checkOpening(before: SqlToken | undefined, isColumn: boolean): void {
	if (!before || (before.kind === "sign" && before.text !== ")")) return;
	if (before.kind === "word" && !isColumn) {
		if (functions.has(before.text) || beforeGroups.has(before.text)) return;
		throw new Refusal(`The function "${before.text}" is not allowed here`);
	}
	throw new Refusal("A parenthesis cannot stand there");
}

/** After IN only values or a SELECT: a bare name would be read as a table. */
function checkSet(tokens: readonly SqlToken[], from: number): void {
	const refuse = () => new Refusal("After IN write values or a SELECT in parentheses");
	if (tokens[from]?.text !== "(" || tokens[from]?.kind !== "sign") throw refuse();
	if (tokens[from + 1]?.kind === "word" && tokens[from + 1]?.text === "select") return;
	for (let index = from + 1; index < tokens.length; index++) {
		const token = tokens[index];
		if (token?.kind === "sign" && token.text === ")") return;
		const isValue = token?.kind === "number" || token?.kind === "string";
		if (!isValue && !(token?.kind === "sign" && (token.text === "," || token.text === "-"))) throw refuse();
	}
	throw refuse();
}
