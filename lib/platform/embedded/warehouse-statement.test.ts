import { describe, expect, it } from "vitest";
import {
	bindsOnly,
	inBandException,
	isReading,
	killStatement,
	leavesNothing,
	marker,
	namedFormat,
	rawInsert,
	rewriteKill,
	splitInsert,
	statementKind,
} from "@/lib/platform/embedded/warehouse-statement";

describe("a statement before the built-in warehouse", () => {
	it("is classified by its first word, whatever precedes it", () => {
		expect(statementKind("-- why\n/* x */ \n select 1")).toBe("SELECT");
		expect(isReading("(SELECT 1)")).toBe(true);
		expect(isReading("WITH 1 AS a SELECT a")).toBe(true);
		expect(isReading("INSERT INTO t SELECT 1")).toBe(false);
		for (const kind of ["DESCRIBE (SELECT 1)", "SHOW TABLES", "EXPLAIN SELECT 1", "EXISTS TABLE t"]) {
			expect(isReading(kind)).toBe(false);
		}
		expect(isReading("ALTER TABLE t DELETE WHERE 1")).toBe(false);
	});

	it("is an insert with a body only when its rows come after it", () => {
		expect(splitInsert("INSERT INTO muster.events (ws, uid) FORMAT JSONEachRow\n")).toEqual({
			target: "INSERT INTO muster.events (ws, uid)",
			settings: "",
			format: "JSONEachRow",
			isLineDelimited: true,
		});
		expect(splitInsert('insert into `a b`."t" settings async_insert=0 format Parquet;')).toEqual({
			target: 'insert into `a b`."t"',
			settings: "settings async_insert=0",
			format: "Parquet",
			isLineDelimited: false,
		});
		expect(splitInsert("INSERT INTO t VALUES")?.format).toBe("Values");
		expect(splitInsert("INSERT INTO t SELECT 1 FORMAT JSONEachRow")).toBeUndefined();
		expect(splitInsert("INSERT INTO t VALUES (1)")).toBeUndefined();
		expect(splitInsert("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV")).toBeUndefined();
		expect(splitInsert("SELECT 'INSERT INTO t FORMAT CSV'")).toBeUndefined();
	});

	it("names its output format at its end", () => {
		expect(namedFormat("SELECT 1\nFORMAT JSONCompact")).toBe("JSONCompact");
		expect(namedFormat("SELECT 1 FORMAT CSV SETTINGS max_threads=1")).toBe("CSV");
		expect(namedFormat("SELECT 'FORMAT x' AS a")).toBeUndefined();
	});

	it("is found by its mark, and never killed in the way that hangs", () => {
		expect(marker("a'b*/c")).toBe("/* query_id a_b__c */");
		expect(killStatement("q-1")).toBe("KILL QUERY WHERE startsWith(query, '/* query_id q-1 */ ') ASYNC");
		expect(rewriteKill("KILL QUERY WHERE query_id = 'q-1' SYNC FORMAT JSON")).toBe(
			"KILL QUERY WHERE startsWith(query, '/* query_id q-1 */ ') ASYNC FORMAT JSON",
		);
		expect(rewriteKill("KILL QUERY WHERE user = 'x' SYNC")).toBe("KILL QUERY WHERE user = 'x' ASYNC");
		expect(rewriteKill("KILL MUTATION WHERE 1")).toBe("KILL MUTATION WHERE 1");
	});

	it("counts the bytes of an error that ends a stream", () => {
		expect(inBandException("boom", "FOO")).toBe(
			"\r\n__exception__\r\nFOO\r\nboom\n5 FOO\r\n__exception__\r\n",
		);
		expect(inBandException("é", "T")).toContain("\n3 T\r\n");
	});

	it("leaves its session as it was only when it reads or inserts, and names no parameter of someone else's", () => {
		expect(["select 1", "WITH 1 AS a SELECT a", "insert into t values"].map(leavesNothing)).toEqual([
			true,
			true,
			true,
		]);
		for (const sql of [
			"SET a = 1",
			"USE x",
			"CREATE TEMPORARY TABLE t (a Int8)",
			"EXPLAIN SELECT 1",
			"",
			"(SELECT 1)",
		])
			expect(leavesNothing(sql), sql).toBe(false);
		expect(bindsOnly("SELECT {p0:UInt32}, { p1 : String }, {'a': 1}, map({}, {})", ["p0", "p1"])).toBe(true);
		expect(bindsOnly("SELECT {p0:UInt32}, {p2:String}", ["p0", "p1"])).toBe(false);
		for (const sql of [
			"SELECT {/*x*/p0:UInt8}",
			'SELECT {"p0":UInt8}',
			"SELECT {`p0`:UInt8}",
			"SELECT {--\np0:UInt8}",
		])
			expect(bindsOnly(sql, ["p0"]), sql).toBe(false);
	});

	it("is served from memory when table, columns and format are plain", () => {
		expect(rawInsert("INSERT INTO muster.t (a, `b`)", "JSONEachRow")).toEqual({
			table: "muster.t",
			columns: ["a", "b"],
			format: "JSONEachRow",
		});
		expect(rawInsert("insert into table t", "TSV")).toEqual({
			table: "t",
			columns: undefined,
			format: "TabSeparated",
		});
		expect(rawInsert("INSERT INTO `a b`", "CSV")).toBeUndefined();
		expect(rawInsert("INSERT INTO t (a, b c)", "CSV")).toBeUndefined();
		expect(rawInsert("INSERT INTO t", "Parquet")).toBeUndefined();
	});
});
