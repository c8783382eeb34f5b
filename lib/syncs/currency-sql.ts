import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type AudienceScope, wantedPeopleSql } from "@/lib/syncs/audience-sql";

/** How many currencies are named at most. */
const shown = 5;

/**
 * The currencies that people have now, by the trait `currency`, in capital letters and in order: those of whom a sync
 * wants, or of everyone. What someone had before does not count.
 */
export function currenciesSql(
	of: Pick<AudienceScope, "ws" | "hasMerges" | "asOf">,
	wantedBy: AudienceScope | null,
): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(of.ws, "UInt32");
	const root = rootExpressionSql(binder, of);
	const among = wantedBy === null ? "" : `WHERE person IN (${wantedPeopleSql(binder, wantedBy)})`;
	// As in readValues: of each source the last word counts, and of several sources the one that goes before.
	return binder.finish(`
		SELECT DISTINCT upperUTF8(trimBoth(held.5)) AS name FROM (
			SELECT person, argMax(newest, priority) AS held FROM (
				SELECT toUInt32(${root}) AS person, priority,
					max((valid_from, recorded_at, seq, type, string_value)) AS newest
				FROM trait_history
				WHERE ws = ${ws} AND trait = 'currency' AND valid_from <= ${binder.bindInstant(of.asOf)}
				GROUP BY person, priority HAVING newest.4 != 'unset')
			${among} GROUP BY person)
		WHERE held.4 = 'string' AND name != '' ORDER BY name LIMIT ${shown}`);
}
