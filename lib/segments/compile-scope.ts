/** What a compiled rule is asked for. `ws` is the workspace's number; `asOf` is in milliseconds, UTC. */
export type CompileScope = {
	ws: number;
	asOf: number;
	timeZone: string;
	hasMerges: boolean;
	/** Silence that ends a session. */
	sessionGapMs: number;
};

/**
 * A leaf as a bitmap. It is asked of rows, and people without a row have none: a leaf that they match is compiled as
 * everybody minus those whose rows fail it.
 */
export type LeafSql = { people: string; are: "matching" | "failing" };
