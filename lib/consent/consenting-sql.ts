import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { SqlBinder } from "@/lib/kernel/sql-binder";

/**
 * People whose newest word on a purpose, as of an instant, is yes. A bitmap of root people. No record is a no. Of several
 * words at one instant the last written counts; where that cannot be told, the no. `root` is `rootExpressionSql` of the same binder (or "uid" without merges),
 * so that the last word of any of a merged person's ids is the person's word.
 */
export function consentingSql(
	binder: SqlBinder,
	{ ws, purpose, asOf, root }: { ws: number; purpose: ConsentPurpose; asOf: Date | number; root: string },
): string {
	return `(SELECT groupBitmapState(toUInt32(person)) FROM (
		SELECT ${root} AS person, argMax(state, (effective_at, recorded_at, seq, state = 'denied')) AS latest
		FROM consent_history
		WHERE ws = ${binder.bind(ws, "UInt32")} AND purpose = ${binder.bind(purpose, "String")}
			AND effective_at <= ${binder.bindInstant(asOf)}
		GROUP BY person HAVING latest = 'granted'))`;
}
