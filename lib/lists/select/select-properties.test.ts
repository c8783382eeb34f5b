import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQueryText } from "@/lib/lists/select/parse-query";
import { printQuery } from "@/lib/lists/select/print";
import { buildSelect, readSelect } from "@/lib/lists/select/read-select";
import { tokenize } from "@/lib/lists/select/tokens";
import { randomTree } from "@/lib/lists/testing/random-select";
import { spoiledSelect } from "@/lib/lists/testing/spoiled-select";
import { testSeed } from "@/lib/platform/testing/test-seed";

/** A tree as text, without places, which differ, and with its fields in one order. */
const serialized = (tree: unknown): string =>
	JSON.stringify(tree, (key, value) => {
		if (key === "at") return undefined;
		if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
		return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
	});

describe("a tree of a SELECT", () => {
	it("is the same after it was printed and read", () => {
		fc.assert(
			fc.property(randomTree, (tree) => {
				expect(serialized(parseQueryText(printQuery(tree)))).toBe(serialized(tree));
			}),
			{ seed: testSeed, numRuns: 40, endOnFailure: true },
		);
	});
});

describe("a spoiled SELECT", () => {
	it("is refused at a place, or built from known words, quoted names and the three tables alone", () => {
		let accepted = 0;
		fc.assert(
			fc.property(spoiledSelect, (sql) => {
				const read = readSelect(sql);
				if (!read.ok) {
					expect(read.message).toMatch(/^Line \d+, column \d+: ./);
					return;
				}
				accepted += 1;
				expect(serialized(parseQueryText(printQuery(read.query)))).toBe(serialized(read.query));
				requireOwnTables(buildSelect(read.query, 7).sql);
			}),
			{ seed: testSeed, numRuns: 1_000 },
		);
		expect(accepted).toBeGreaterThan(100);
	});
});

/**
 * Scans the built text independently: FROM and JOIN must be followed by a parenthesis, or a table with its
 * workspace.
 */
function requireOwnTables(sql: string): void {
	const tokens = tokenize(
		sql
			.replaceAll(/\{p\d+:UInt32\}/g, "7")
			.replaceAll(/\{p\d+:Array\(String\)\}/g, "('hidden')")
			.replaceAll("\\x3B", ""),
	);
	let tables = 0;
	for (const [index, { kind, key }] of tokens.entries()) {
		if (kind !== "word" || (key !== "from" && key !== "join")) continue;
		const next = tokens.slice(index + 1, index + 6).map(({ text }) => text);
		if (next[0] === "(") continue;
		expect(["events", "trait_history", "consent_history"]).toContain(next[0]);
		expect(next.slice(1)).toEqual(["WHERE", "ws", "=", "7"]);
		tables += 1;
	}
	expect(tables).toBeGreaterThan(0);
}

describe("reading a SELECT takes time that grows with its length alone", () => {
	const shapes: Record<string, (n: number) => string> = {
		"open parentheses": (n) => `SELECT uid FROM events WHERE ${"(".repeat(n)}`,
		"open sub-selects": (n) => "SELECT uid FROM (".repeat(n / 17),
		"open texts": (n) => `SELECT ${"'a''".repeat(n / 4)}`,
		"open names": (n) => `SELECT ${"`a` ".repeat(n / 4)}\``,
		minus: (n) => `SELECT ${"- ".repeat(n / 2)}`,
		conditions: (n) => `SELECT uid FROM events WHERE ${"uid = 1 AND ".repeat(n / 12)}1`,
		values: (n) => `SELECT uid FROM events WHERE uid IN (${"1, ".repeat(n / 3)}1)`,
		columns: (n) => `SELECT ${"uid, ".repeat(n / 5)}uid FROM events`,
		joins: (n) => `SELECT uid FROM events ${"JOIN events ON 1 = 1 ".repeat(n / 21)}`,
		"lambda names": (n) => `SELECT arrayMap((${"x, ".repeat(n / 3)}x) -> 1, [1]) FROM events`,
		blanks: (n) => `SELECT${" ".repeat(n)}uid FROM events`,
		digits: (n) => `SELECT ${"1".repeat(n)}x FROM events`,
	};

	/** Milliseconds below which a ratio says nothing; what grows with the square takes seconds here. */
	const leastToTell = 100;

	it.each(Object.keys(shapes))("%s", (name) => {
		const make = shapes[name] ?? (() => "");
		const attempt = (sql: string) => {
			try {
				parseQueryText(sql);
			} catch (error) {
				expect((error as Error).name).toBe("SelectProblem");
			}
		};
		/** Milliseconds of work, the least of several, so that a busy machine does not count. */
		const workOf = (sql: string) => {
			const times = Array.from({ length: 5 }, () => {
				const start = process.cpuUsage();
				attempt(sql);
				return process.cpuUsage(start).user / 1_000;
			});
			return Math.min(...times);
		};
		const [small, large] = [make(20_000), make(80_000)];
		attempt(large);
		expect(workOf(large)).toBeLessThanOrEqual(Math.max(6 * workOf(small), leastToTell));
	});

	it("and is refused beyond ten thousand letters before any other check", () => {
		expect(readSelect(`${"(".repeat(100_000)}`)).toMatchObject({ ok: false });
		const read = readSelect(`SELECT uid FROM events${" ".repeat(10_000)}`);
		expect(read).toMatchObject({ ok: false, message: expect.stringContaining("10 000 letters") });
	});
});
