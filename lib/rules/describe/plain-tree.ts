/** A tree of conditions as it is stored: a leaf has a kind. */
type Stored<L> =
	| L
	| { kind?: undefined; combinator: "and" | "or"; not?: boolean | undefined; rules: Stored<L>[] };

/** The same as it reads: "unfilled" where groups hold no condition yet, and no group around a single other one. */
export type PlainTree<L> = { leaf: L } | "unfilled" | PlainGroup<L>;
export type PlainGroup<L> = { combinator: "and" | "or"; not: boolean; parts: PlainTree<L>[] };

export function plainTree<L extends { kind: string }>(node: Stored<L>): PlainTree<L> {
	if (node.kind !== undefined) return { leaf: node };
	const { combinator, not = false } = node;
	const parts = node.rules.map(plainTree);
	if (parts.every((part) => part === "unfilled")) return "unfilled";
	const [only] = parts;
	if (parts.length > 1 || only === undefined) return { combinator, not, parts };
	if (!not) return only;
	return typeof only === "object" && "parts" in only && !only.not
		? { ...only, not }
		: { combinator, not, parts };
}
