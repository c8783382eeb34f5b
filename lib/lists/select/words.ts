/** Reserved words: as a name they must be quoted, so that nothing is ambiguous. */
export const reservedWords: ReadonlySet<string> = new Set(
	`all and anti any array as asc asof between by case cast cross cube desc describe distinct div else end except exists
	explain false fetch filter final for format from full global group grouping having ilike in inner insert intersect into is
	join lateral left like limit mod natural not null nulls offset on or order outer outfile over partition paste prewhere
	qualify right rollup sample select semi set settings show table then totals true union using values view when where
	window with`.split(/\s+/),
);

/** Parts of other SELECTs that are refused, and what to use instead. */
export const wordCures: Readonly<Record<string, string>> = {
	settings: "SETTINGS is not allowed; a list has its own limits of time and memory",
	format: "FORMAT is not allowed; a list takes the rows themselves",
	into: "INTO OUTFILE is not allowed; a list takes the rows themselves",
	final: "FINAL is not allowed; the histories keep every row",
	sample: "SAMPLE is not allowed; narrow the SELECT with WHERE",
	prewhere: "Write WHERE; the warehouse finds out what to read first",
	array: "ARRAY JOIN is not allowed; look into a list with has(list_value, 'x')",
	global: "GLOBAL is not needed; leave it out",
	window: "Write the window itself after OVER, in parentheses",
	values: "VALUES is not allowed; read from a table",
	with: "WITH begins a SELECT; ROLLUP, CUBE, TOTALS, TIES and FILL are not allowed",
	natural: "Name the columns: JOIN … USING (uid)",
	paste: "PASTE JOIN is not allowed; use JOIN … ON",
	lateral: "LATERAL is not allowed; a sub-select sees its own tables only",
	fetch: "Write LIMIT",
	insert: "Write one SELECT; nothing can be changed here",
	explain: "Write one SELECT",
	describe: "Write one SELECT",
	show: "Write one SELECT",
	table: "Write SELECT … FROM the table",
};
