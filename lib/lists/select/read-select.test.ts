import { describe, expect, it } from "vitest";
import { buildSelect, readSelect } from "@/lib/lists/select/read-select";

function refusalOf(sql: string): string | null {
	const read = readSelect(sql);
	return read.ok ? null : read.message;
}

function built(sql: string): string {
	const read = readSelect(sql);
	if (!read.ok) throw new Error(read.message);
	return buildSelect(read.query, 7).sql;
}

const allowed = [
	"SELECT uid FROM events WHERE event = 'Order Completed' AND time > now() - INTERVAL 30 DAY",
	"select uid from events where properties.amount.:Float64 > 10 group by uid having count() > 2",
	"SELECT DISTINCT uid FROM trait_history AS t WHERE t.trait = 'plan' AND t.string_value IN ('pro', 'team')",
	"SELECT e.uid FROM events AS e INNER JOIN trait_history t ON e.uid = t.uid WHERE t.trait = 'plan'",
	"SELECT uid FROM (SELECT uid, count() AS n FROM events GROUP BY uid) WHERE n BETWEEN 2 AND 5 ORDER BY n DESC LIMIT 100",
	"SELECT uid FROM events WHERE uid NOT IN (SELECT uid FROM consent_history WHERE state = 'denied')",
	"SELECT uid FROM events WHERE properties.`odd name`.:String = 'it''s (1, 2); -- no comment'",
	"SELECT uid FROM events UNION ALL SELECT uid FROM trait_history",
	"SELECT uid FROM events WHERE properties.table.:String = 'x' AND uid IN (1, -2, 3)",
	"WITH buyers AS (SELECT uid FROM events WHERE event = 'Order'), twice AS (SELECT uid FROM buyers GROUP BY uid HAVING count(*) > 1) SELECT uid FROM twice",
	"(SELECT uid FROM events) INTERSECT SELECT uid FROM trait_history EXCEPT DISTINCT (SELECT uid FROM consent_history ORDER BY uid LIMIT 3, 4)",
	"SELECT uid, row_number() OVER (PARTITION BY uid ORDER BY time DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n FROM events QUALIFY n = 1",
	"SELECT uid FROM events LEFT ANY JOIN trait_history USING (uid) WHERE NOT (priority IS NOT NULL OR 1 <> 2)",
	"SELECT uid FROM trait_history WHERE arrayExists(x -> x ILIKE 'a%' OR lower(x) = 'b', list_value) AND has(list_value, 'c')",
	"SELECT CASE WHEN event = 'A' THEN uid ELSE uid END AS uid FROM events",
	"SELECT CAST(string_value AS UInt32) AS uid FROM trait_history WHERE CASE type WHEN 'string' THEN 1 ELSE 0 END = 1",
	"SELECT uid FROM events WHERE time::Date BETWEEN DATE '2026-01-01' AND toDate('2026-02-01') AND (event, uid) IN (('a', 1), ('b', 2))",
	"SELECT uid FROM events GROUP BY uid HAVING uniqExactIf(event, time > dateSub(month, 1, now())) > 1 AND quantile(0.9)(properties.amount.:Float64) > 5",
	"SELECT uid FROM events WHERE EXISTS (SELECT 1 AS one FROM consent_history) AND uid > (SELECT avg(uid) AS mean FROM events)",
	"SELECT uid AS uid, event AS `from` FROM events WHERE `from` = 'x' ORDER BY `from`",
	"SELECT * FROM trait_history WHERE list_value[1] = 'x' LIMIT 2 BY trait LIMIT 10 OFFSET 5",
	"SELECT e.* FROM events e WHERE count = 'x'".replace("count", "e.source"),
	"SELECT toUInt32(avg(uid)) AS uid FROM events GROUP BY event || '-' || source",
	"SELECT uid FROM events WHERE properties.tags.:`Array(Nullable(String))`[1] = 'a'",
];

describe("an admin's SELECT", () => {
	it.each(allowed)("is let through when it is of the grammar: %s", (sql) => {
		expect(refusalOf(sql)).toBeNull();
	});

	it("is rewritten, with the workspace's own rows in place of each table", () => {
		expect(
			built(
				"select UID.uid from events as UID where uid in (select uid from trait_history) and event='it''s; \\\\'",
			),
		).toBe(
			"SELECT DISTINCT accurateCast(assumeNotNull(uid), 'UInt32') AS person FROM (" +
				"SELECT `UID`.`uid` FROM (SELECT `uid`, `event`, `time`, `received_at`, `source`, `message`, `properties` FROM events WHERE ws = {p0:UInt32}) AS `UID` " +
				"WHERE ((`uid` IN (SELECT `uid` FROM (SELECT `uid`, `trait`, `type`, `string_value`, `number_value`, `list_value`, `priority`, `source`, `valid_from`, `recorded_at` FROM trait_history WHERE ws = {p1:UInt32} AND trait NOT IN ({p2:Array(String)})) AS `trait_history`)) " +
				"AND (`event` = 'it\\'s\\x3B \\\\'))) WHERE isNotNull(uid)",
		);
	});

	it("has its WITH queries inlined where they are named", () => {
		const sql = built("WITH a AS (SELECT uid FROM events) SELECT x.uid FROM a AS x JOIN a USING uid");
		expect(sql).not.toContain("WITH");
		expect(sql.match(/FROM events/g)).toHaveLength(2);
	});
});

describe("the five ways out that there were", () => {
	it.each([
		// A clause's word as a quoted name ended the list of tables.
		"SELECT uid FROM events AS `where`, system.one",
		'SELECT uid FROM events AS "group", system.tables',
		"SELECT uid, uid AS `from` FROM events `order`, system.one",
		"SELECT uid FROM events e JOIN trait_history `limit` ON 1 = 1, system.one",
		// A refused word beside a dot counted as a column.
		"SELECT uid FROM events SETTINGS .max_threads = 1",
		"SELECT uid FROM events WHERE system.one.dummy = 0",
		"SELECT uid.format FROM events",
		"SELECT file.x('/etc/passwd') AS uid FROM events",
		// The engine's reading executed scalar sub-selects before anything was checked.
		"SELECT uid FROM events WHERE 1 = (SELECT count() FROM file('/etc/passwd', 'LineAsString'))",
		"SELECT uid FROM events WHERE toUInt8((SELECT value FROM system.settings LIMIT 1)) = 1",
		// Only the last part of a table's name was compared.
		"SELECT uid FROM default.events",
		"SELECT uid FROM system.events",
		"SELECT uid FROM `muster.events`",
		'SELECT uid FROM "muster"."events"',
		"SELECT uid FROM other . events",
		// An unused column of a sub-select hid its tables from the count.
		"SELECT uid FROM (SELECT uid, (SELECT any(name) FROM system.tables) AS hidden FROM events)",
		"SELECT uid FROM (SELECT uid, file('/etc/passwd') AS hidden FROM events)",
	])("are shut: %s", (sql) => {
		expect(refusalOf(sql)).toMatch(/^Line 1, column \d+: ./);
	});
});

const refused: Record<string, string[]> = {
	"other tables, however they are named": [
		"SELECT uid FROM membership",
		"SELECT name FROM system.tables",
		"SELECT uid FROM EVENTS",
		"SELECT uid FROM events, system.one",
		"SELECT uid FROM (SELECT uid FROM events), system.one",
		"SELECT uid FROM events JOIN system.one ON 1 = 1",
		"SELECT uid FROM events AS e JOIN (system.one) ON 1 = 1",
		"SELECT uid FROM events CROSS JOIN events_by_person",
		"SELECT uid FROM (system.tables)",
		"SELECT uid FROM (FROM system.tables SELECT uid)",
		"FROM system.tables SELECT uid",
		"SELECT uid FROM events UNION ALL FROM system.tables SELECT uid",
		"SELECT uid FROM (TABLE system.tables)",
		"SELECT uid FROM events e JOIN trait_history t ON e.uid = t.uid, system.one",
		"SELECT 1.from system.one",
		"SELECT 1 AS uid",
		"SELECT uid FROM `/etc/passwd`",
		"SELECT uid FROM еvents",
	],
	"names read as tables after IN": [
		"SELECT uid FROM events WHERE uid IN system.numbers",
		"SELECT uid FROM events WHERE uid IN (system.numbers)",
		"SELECT uid FROM events WHERE uid IN (events)",
		"SELECT uid FROM events WHERE uid IN (uid)",
		"SELECT uid FROM events WHERE uid IN (1, toUInt32(uid))",
		"SELECT uid FROM events WHERE uid IN (1, system.numbers)",
		"SELECT uid FROM events WHERE in(uid, system.numbers)",
		"SELECT uid FROM events WHERE uid GLOBAL IN membership",
		"SELECT uid FROM events WHERE uid = ANY(membership)",
		"WITH a AS (SELECT uid FROM events) SELECT uid FROM a WHERE uid IN a",
		"SELECT uid FROM events WHERE has(events, uid)",
	],
	"functions that reach outside": [
		"SELECT uid FROM url('http://169.254.169.254/', CSV)",
		"SELECT uid FROM file('/etc/passwd')",
		"SELECT uid FROM remote('127.0.0.1', muster.events)",
		"SELECT uid FROM numbers(10)",
		"SELECT uid FROM view(SELECT 1 AS uid)",
		"SELECT uid FROM events('x')",
		"SELECT file('/etc/passwd') AS uid FROM events",
		"SELECT `file`('/etc/passwd') AS uid FROM events",
		"SELECT FILE ('/etc/passwd') AS uid FROM events",
		"SELECT dictGet('x', 'y', uid) AS uid FROM events",
		"SELECT joinGet('db.t', 'x', uid) AS uid FROM events",
		"SELECT hasColumnInTable('system', 'one', 'dummy') AS uid FROM events",
		"SELECT getSetting('max_threads') AS uid FROM events",
		"SELECT currentUser() AS uid FROM events",
		"SELECT sleep(3) AS uid FROM events",
		"SELECT arrayMap(file, ['/etc/passwd']) AS uid FROM events",
		"SELECT quantile(0.5)(0.5)(uid) AS uid FROM events",
		"SELECT count(uid)(uid) AS uid FROM events",
		"SELECT (x -> file(x))('/etc/passwd') AS uid FROM events",
		"SELECT coun(uid) AS uid FROM events",
	],
	"parts that change what is read or where it goes": [
		"SELECT uid FROM events INTO OUTFILE '/tmp/x'",
		"SELECT uid FROM events FORMAT Null",
		"SELECT uid FROM events SETTINGS readonly = 0",
		"SELECT uid FROM (SELECT uid FROM events SETTINGS max_threads = 1)",
		"SELECT uid FROM events FINAL",
		"SELECT uid FROM events SAMPLE 0.1",
		"SELECT uid FROM events PREWHERE uid = 1",
		"SELECT uid FROM events ARRAY JOIN [1] AS x",
		"SELECT * APPLY toString FROM events",
		"SELECT * EXCEPT (event) FROM events",
		"SELECT * REPLACE (1 AS uid) FROM events",
		"SELECT COLUMNS('.*') FROM events",
		"SELECT uid FROM events GROUP BY uid WITH TOTALS",
		"SELECT uid FROM events LIMIT 1 WITH TIES",
		"SELECT TOP 3 uid FROM events",
		"SELECT DISTINCT ON (uid) uid FROM events",
		"SELECT uid FROM events WINDOW w AS (ORDER BY uid)",
		"SELECT uid FROM events AS e(a, b)",
		"WITH 1 AS x SELECT uid FROM events",
		"WITH RECURSIVE a AS (SELECT uid FROM a) SELECT uid FROM a",
	],
	"other statements and ways out of the text": [
		"INSERT INTO events SELECT 1",
		"SELECT uid FROM events; DROP TABLE events",
		"SELECT uid FROM events;",
		"SELECT uid FROM events) UNION ALL (SELECT uid FROM events",
		"SELECT uid FROM events WHERE (1 = 1",
		"SELECT uid FROM (EXPLAIN SELECT 1)",
		"SELECT (SHOW TABLES) AS uid FROM events",
		"SELECT uid FROM events /* here */",
		"SELECT uid FROM events -- here",
		"SELECT uid FROM events # here",
		"SELECT uid FROM events WHERE event = $tag$ ' $tag$",
		"SELECT uid FROM events WHERE event = {p0:String}",
		"SELECT uid FROM events WHERE event = 'open",
		"SELECT uid FROM events WHERE event = ‘curly’ OR 1",
		"SELECT uid\u00a0FROM events",
		"SELECT `a\\`b` AS uid FROM events",
		'SELECT `a"b` AS uid FROM events',
		"SELECT uid FROM events WHERE event = '\\x27 OR 1'",
		"SELECT uid FROM events WHERE event = '\0'",
		"SELECT uid FROM events WHERE uid = 0x1F",
		"SELECT uid FROM events WHERE uid = 1_000",
		"SELECT uid FROM events WHERE event = x'41'",
		"SELECT @@version AS uid FROM events",
		"SELECT uid FROM events WHERE uid ? 1 : 2",
		"SELECT uid FROM events WHERE uid = 1 = 1",
		"",
		"   ",
	],
	"names that mean two things": [
		"SELECT uid FROM trait_history AS events",
		"SELECT uid FROM (SELECT uid FROM trait_history) AS events",
		"WITH events AS (SELECT uid FROM trait_history) SELECT uid FROM events",
		"WITH a AS (SELECT uid FROM events), a AS (SELECT uid FROM events) SELECT uid FROM a",
		"SELECT uid FROM events JOIN events ON 1 = 1",
		"SELECT uid, event AS x, source AS x FROM events",
		"SELECT uid FROM events AS where",
		"SELECT uid, event from, source FROM events",
		"SELECT uid, a AS b, b AS a FROM events",
	],
	"columns that are not there": [
		"SELECT ws AS uid FROM events",
		"SELECT uid FROM events WHERE ws = 1",
		"SELECT uid FROM events e WHERE e.ws = 1",
		"SELECT uid, statement FROM consent_history",
		"SELECT _part AS uid FROM events",
		"SELECT event.x AS uid FROM events",
		"SELECT event FROM events",
		"SELECT uid, e.uid AS other FROM events JOIN trait_history USING (uid)",
		"SELECT uid FROM events JOIN trait_history USING (event)",
		"SELECT uid FROM events e WHERE EXISTS (SELECT 1 FROM trait_history WHERE uid = e.uid)",
		"SELECT uid FROM events WHERE uid.:String = 'x'",
		"SELECT uid FROM events WHERE arrayExists(x -> y > 1, [1])",
		"SELECT uid FROM events WHERE arrayExists(x -> 1, [1]) AND x = 1",
		"SELECT uid FROM events UNION ALL SELECT uid, event FROM events",
		"SELECT uid FROM events WHERE CAST(uid AS Dynamic) = 1",
		"SELECT uid FROM events WHERE CAST(uid AS DateTime('../../etc/passwd')) = 1",
	],
};

describe.each(Object.entries(refused))("refuses %s", (_kind, texts) => {
	it.each(texts)("%s", (sql) => {
		expect(refusalOf(sql)).toMatch(/^Line \d+, column \d+: ./);
	});
});

describe("a refusal", () => {
	it.each([
		[
			"SELECT uid FROM membership",
			'Line 1, column 17: Read from events, trait_history, consent_history only; "membership" is none of them',
		],
		[
			"SELECT uid\nFROM event",
			"Line 2, column 6: Read from events, trait_history, consent_history only; did you mean events?",
		],
		[
			"SELECT uid\nFROM events\nWHERE evnt = 'ü' AND x",
			'Line 3, column 7: There is no column "evnt"; did you mean event?',
		],
		[
			"SELECT frobnicate(uid) AS uid FROM events",
			'Line 1, column 8: The function "frobnicate" is not allowed here',
		],
		[
			"SELECT coun() AS uid FROM events",
			'Line 1, column 8: The function "coun" is not allowed here; did you mean count?',
		],
		[
			"SELECT 'ü𝒳' AS x, uid FROM events FINAL",
			"Line 1, column 35: FINAL is not allowed; the histories keep every row",
		],
		["SELECT uid FROM events WHERE", "Line 1, column 29: The SELECT ends where a value is missing"],
		[
			"SELECT uid FROM events AS where",
			'Line 1, column 27: "where" is a word of SQL; as a name write it in backticks: `where`',
		],
		[
			"SELECT event FROM events",
			"Line 1, column 1: Answer people's numbers in one column called uid: SELECT uid FROM …",
		],
		["SELECT uid FROM events; SELECT 1", "Line 1, column 23: Write one statement, without a semicolon"],
	])("says where and what to do: %s", (sql, message) => {
		expect(refusalOf(sql)).toBe(message);
	});
});

describe("a SELECT stays small, however it is made", () => {
	const nested = (levels: number) => `${"(".repeat(levels)}1${")".repeat(levels)}`;
	it.each([
		["letters", (n: number) => `SELECT uid FROM events WHERE event = '${"x".repeat(n - 39)}'`, 10_000],
		["parentheses", (n: number) => `SELECT uid FROM events WHERE 1 = ${nested(n)}`, 29],
		["minus signs", (n: number) => `SELECT uid FROM events WHERE 1 = ${"- ".repeat(n)}1`, 58],
		[
			"aliases of aliases",
			(n: number) =>
				`SELECT uid, uid AS a0, ${Array.from({ length: n }, (_, i) => `a${i} + a${i} AS a${i + 1}`).join(", ")} FROM events`,
			12,
		],
		[
			"tables read through WITH",
			(n: number) =>
				`WITH a AS (${Array.from({ length: n }, () => "SELECT uid FROM events").join(" UNION ALL ")}) SELECT uid FROM a UNION ALL SELECT uid FROM a`,
			32,
		],
		[
			"queries of WITH in each other",
			(n: number) =>
				`WITH a0 AS (SELECT uid FROM events), ${Array.from({ length: n }, (_, i) => `a${i + 1} AS (SELECT uid FROM a${i})`).join(", ")} SELECT uid FROM a${n}`,
			28,
		],
		[
			"columns",
			(n: number) =>
				`SELECT uid, ${Array.from({ length: n - 1 }, (_, i) => `1 AS c${i}`).join(", ")} FROM events`,
			500,
		],
	])("%s are bounded", (_what, make, most) => {
		expect(refusalOf(make(most))).toBeNull();
		expect(refusalOf(make(most + 1))).toMatch(/^Line 1, column \d+: .*(most|deep|large|more than)/);
	});
});
