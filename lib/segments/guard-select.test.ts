import { describe, expect, it } from "vitest";
import { guardSelect } from "@/lib/segments/guard-select";

function refusalOf(sql: string): string | null {
	const guarded = guardSelect(sql);
	return guarded.ok ? null : guarded.message;
}

describe("an admin's SELECT", () => {
	it.each([
		"SELECT uid FROM events WHERE event = 'Order Completed' AND time > now() - INTERVAL 30 DAY",
		"select uid from events where properties.amount.:Float64 > 10 group by uid having count() > 2",
		"SELECT DISTINCT uid FROM trait_history AS t WHERE t.trait = 'plan' AND t.string_value IN ('pro', 'team')",
		"SELECT e.uid FROM events AS e INNER JOIN trait_history t ON e.uid = t.uid WHERE t.trait = 'plan'",
		"SELECT uid FROM (SELECT uid, count() AS n FROM events GROUP BY uid) WHERE n BETWEEN 2 AND 5 ORDER BY n DESC LIMIT 100",
		"SELECT uid FROM events WHERE uid NOT IN (SELECT uid FROM consent_history WHERE state = 'denied')",
		"SELECT uid FROM events WHERE properties.`odd name`.:String = 'it''s (1, 2); -- no comment'",
		"SELECT uid FROM events UNION ALL SELECT uid FROM trait_history",
		"SELECT uid FROM events WHERE properties.table.:String = 'x' AND uid IN (1, -2, 3)",
	])("is let through when it is harmless: %s", (sql) => {
		expect(refusalOf(sql)).toBeNull();
	});

	it("has its tables taken out, so that others can be put in their place", () => {
		const guarded = guardSelect("SELECT uid FROM events WHERE uid IN (SELECT uid FROM trait_history AS t)");
		expect(guarded).toEqual({
			ok: true,
			select: {
				parts: [
					"SELECT uid FROM ",
					{ table: "events", needsName: true },
					" WHERE uid IN (SELECT uid FROM ",
					{ table: "trait_history", needsName: false },
					" AS t)",
				],
			},
		});
	});

	it.each([
		// Other tables, however they are named
		"SELECT uid FROM membership",
		"SELECT name FROM system.tables",
		"SELECT uid FROM muster.events",
		"SELECT uid FROM `events`",
		'SELECT uid FROM "system"."tables"',
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
		"SELECT uid FROM events e JOIN trait_history t ON e.where, system.one",
		"SELECT uid FROM events AS where, system.one",
		"SELECT uid FROM events qualify, system.one",
		"SELECT 1.from system.one",
		// Names read as tables after IN
		"SELECT uid FROM events WHERE uid IN system.numbers",
		"SELECT uid FROM events WHERE uid IN (system.numbers)",
		"SELECT uid FROM events WHERE uid IN (1, system.numbers)",
		"SELECT uid FROM events WHERE in(uid, system.numbers)",
		"SELECT uid FROM events WHERE in(1, system.numbers)",
		"SELECT uid FROM events WHERE uid GLOBAL IN membership",
		"SELECT uid FROM events WHERE uid = ANY(membership)",
		// Table functions and functions that reach outside
		"SELECT uid FROM url('http://169.254.169.254/', CSV)",
		"SELECT uid FROM file('/etc/passwd')",
		"SELECT uid FROM remote('127.0.0.1', muster.events)",
		"SELECT uid FROM numbers(10)",
		"SELECT uid FROM events('x')",
		"SELECT file('/etc/passwd') AS uid FROM events",
		"SELECT `file`('/etc/passwd') AS uid FROM events",
		"SELECT FILE ('/etc/passwd') AS uid FROM events",
		"SELECT dictGet('x', 'y', uid) FROM events",
		"SELECT joinGet('db.t', 'x', uid) FROM events",
		"SELECT hasColumnInTable('system', 'one', 'dummy') AS uid FROM events",
		"SELECT sleep(3) AS uid FROM events",
		"SELECT quantile(0.5)(uid) AS uid FROM events",
		"SELECT arrayMap(file, ['/etc/passwd']) FROM events",
		"SELECT * APPLY file FROM events",
		"SELECT COLUMNS('.*') FROM events",
		// Other statements, and ways out of the text
		"INSERT INTO events SELECT 1",
		"SELECT uid FROM events; DROP TABLE events",
		"SELECT uid FROM events INTO OUTFILE '/tmp/x'",
		"SELECT uid FROM events FORMAT Null",
		"SELECT uid FROM events SETTINGS readonly = 0",
		"SELECT uid FROM events) UNION ALL (SELECT uid FROM events",
		"SELECT uid FROM events WHERE (1 = 1",
		"WITH x AS (SELECT 1) SELECT uid FROM x",
		"SELECT uid FROM (EXPLAIN SELECT 1)",
		"SELECT (SHOW TABLES) AS uid FROM events",
		"SELECT uid FROM events /* here */",
		"SELECT uid FROM events -- here",
		"SELECT uid FROM events # here",
		"SELECT uid FROM events WHERE x = $tag$ ' $tag$",
		"SELECT uid FROM events WHERE x = {p0:String}",
		"SELECT uid FROM events WHERE x = 'open",
		"SELECT uid FROM events WHERE x = ‘curly’ OR 1",
		"SELECT `a\\`b` FROM events",
		"SELECT uid FROM events FINAL",
		"SELECT uid FROM events ARRAY JOIN x",
		"SELECT @@version AS uid FROM events",
		"",
	])("is refused otherwise: %s", (sql) => {
		expect(refusalOf(sql)).not.toBeNull();
	});

	it("is refused with a sentence that names the cure", () => {
		expect(refusalOf("SELECT uid FROM membership")).toBe(
			"Read from events, trait_history, consent_history only",
		);
		expect(refusalOf("SELECT foo(uid) FROM events")).toBe('The function "foo" is not allowed here');
	});
});
