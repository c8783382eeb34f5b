import fc from "fast-check";

/** SELECTs as admins write them, to be spoiled. */
const sound = [
	"SELECT uid FROM events WHERE event = 'Seen' AND time > now() - INTERVAL 30 DAY",
	"SELECT e.uid FROM events AS e INNER JOIN trait_history t ON e.uid = t.uid WHERE t.trait = 'plan'",
	"SELECT uid FROM (SELECT uid, count() AS n FROM events GROUP BY uid) AS q WHERE n > 0 ORDER BY n DESC LIMIT 10",
	"SELECT uid FROM events WHERE uid IN (SELECT uid FROM consent_history) UNION ALL SELECT uid FROM trait_history",
	"WITH a AS (SELECT uid FROM events) SELECT uid FROM a WHERE uid > (SELECT min(uid) AS least FROM a)",
	"SELECT uid, (SELECT count() AS n FROM trait_history) AS unused FROM events AS `where` WHERE EXISTS (SELECT 1 AS one FROM events)",
	"SELECT CASE WHEN 1 = 1 THEN uid ELSE 0 END AS uid FROM events LEFT ANY JOIN trait_history USING (uid)",
];

/** Pieces that led, or might lead, out of a SELECT's own rows. */
const poison = [
	"system.one",
	"system.tables",
	"`system`.`tables`",
	"events_by_person",
	"profile_change",
	"default.`/etc/passwd`",
	"`/etc/passwd`",
	"muster.events",
	"file('/etc/passwd')",
	"file('/etc/passwd', 'LineAsString')",
	"url('http://127.0.0.1/')",
	"numbers(3)",
	"remote('127.0.0.1', system.one)",
	"(SELECT 900 AS uid)",
	"SELECT 900 AS uid FROM system.one",
	"merge('muster', '.*')",
	"view(SELECT 900 AS uid)",
	"values('uid UInt32', 900)",
	"ws",
	"_table",
	"900",
	"*",
	"COLUMNS('.*')",
	"* EXCEPT (uid)",
	"* APPLY toString",
	"SETTINGS readonly = 0",
	"SETTINGS additional_table_filters = {}",
	"FORMAT Null",
	"INTO OUTFILE '/tmp/x'",
	"FINAL",
	"PREWHERE 1",
	"ARRAY JOIN [900] AS uid",
	"WITH 900 AS uid",
	"IN events_by_person",
	"IN system.one",
	", system.one",
	"JOIN system.one ON 1 = 1",
	"CROSS JOIN events_by_person",
	"UNION ALL SELECT 900",
	"UNION ALL SELECT uid FROM events_by_person",
	"--",
	"/*",
	"*/",
	"#",
	";",
	"; SELECT 900 AS uid",
	"$$",
	"{p0:UInt32}",
	"'",
	'"',
	"`",
	"\\",
	"\\'",
	"''",
	"(",
	")",
	"[",
	"]",
	".",
	",",
	"AS",
	"AS `from`",
	'AS "where"',
	"`from`",
	"`join`",
	"FROM",
	"JOIN",
	"WHERE",
	"SELECT",
	"NOT",
	"OR 1 = 1",
	"AND",
	"\u00a0",
	"\u2028",
	"\u037e",
	"ＳＥＬＥＣＴ",
	"‘",
	"0x1F",
	"dictGet('a', 'b', 1)",
	"joinGet('a', 'b', 1)",
	"getSetting('x')",
	"TABLE events",
	"EXPLAIN",
	"GLOBAL IN",
	"events",
	"trait_history AS events",
	"a",
	"uid",
];

/** A sound SELECT with some of its pieces replaced, doubled, dropped, moved, recased or poisoned. */
export const spoiledSelect: fc.Arbitrary<string> = fc
	.tuple(
		fc.constantFrom(...sound),
		fc.array(
			fc.record({
				way: fc.constantFrom("insert", "insert", "replace", "drop", "double", "case", "quote", "wrap"),
				place: fc.nat(60),
				piece: fc.constantFrom(...poison),
			}),
			{ maxLength: 2 },
		),
	)
	.map(([sql, changes]) => {
		let pieces: string[] = sql.match(/'[^']*'|`[^`]*`|[A-Za-z_0-9]+|\s+|./g) ?? [];
		for (const { way, place, piece } of changes) {
			const index = place % pieces.length;
			const one = pieces[index] ?? "";
			const put = (...inner: string[]) => {
				pieces = [...pieces.slice(0, index), ...inner, ...pieces.slice(index + 1)];
			};
			if (way === "insert") put(one, " ", piece, " ");
			else if (way === "replace") put(piece);
			else if (way === "drop") put("");
			else if (way === "double") put(one, one);
			else if (way === "case") put(one.toUpperCase());
			else if (way === "quote") put(`\`${one}\``);
			else put("(", one, ")");
		}
		return pieces.join("");
	});
