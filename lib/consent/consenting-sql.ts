import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { SqlBinder } from "@/lib/kernel/sql-binder";

/**
 * Precedence of consent statements on one purpose: a person's own statement outranks one made for a whole
 * file, whatever their dates; then the latest, then the last written; on a tie, the no.
 */
export const wordOrderSql =
	"(state = 'denied' OR NOT startsWith(statement, 'stm_'), effective_at, recorded_at, seq, state = 'denied')";

type ConsentScope = {
	ws: number;
	purpose: ConsentPurpose;
	asOf: Date | number;
	root: string;
	/** A bound array of root people: only of these, and the cost follows their number. */
	among?: string | undefined;
	/**
	 * For sending: whatever was received counts, also what a machine received whose clock is ahead of the one that says
	 * what time it is; a no in any case.
	 */
	countsReceived?: boolean;
};

/** The condition of the statements that count. */
function saidSql(binder: SqlBinder, { ws, purpose, asOf, countsReceived = false }: ConsentScope): string {
	const now = binder.bindInstant(asOf);
	const isSaid = countsReceived
		? `(effective_at <= greatest(${now}, recorded_at) OR state = 'denied')`
		: `effective_at <= ${now}`;
	return `ws = ${binder.bind(ws, "UInt32")} AND purpose = ${binder.bind(purpose, "String")} AND ${isSaid}`;
}

/**
 * People whose last statement on a purpose, as of an instant, is yes, as rows (person, …) of root people. No
 * record is a no. `root` is `rootExpressionSql` of the same binder (or "uid" without merges), so that the
 * last statement under any of a merged person's ids counts.
 */
export function consentingRowsSql(binder: SqlBinder, scope: ConsentScope): string {
	const { root, among } = scope;
	return `SELECT ${root} AS person, argMax(state, ${wordOrderSql}) AS latest
		FROM consent_history
		WHERE ${saidSql(binder, scope)}${among ? ` AND ${root} IN (${among})` : ""}
		GROUP BY person HAVING latest = 'granted'`;
}

/**
 * The same people as a bitmap. Nearly everyone has said yes only, or no only: of everyone, the order of statements is
 * worked out only for those who have ever said no.
 */
export function consentingSql(binder: SqlBinder, scope: ConsentScope): string {
	const { root, among } = scope;
	const ordered = (people?: string) =>
		`(SELECT groupBitmapState(toUInt32(person)) FROM (${consentingRowsSql(binder, { ...scope, among: people })}))`;
	if (among) return ordered(among);
	const said = `FROM consent_history WHERE ${saidSql(binder, scope)}`;
	const person = `toUInt32(${root})`;
	const refusing = `(SELECT ${root} ${said} AND state = 'denied')`;
	return `(SELECT bitmapOr(bitmapAndnot(yes, no), ${ordered(refusing)})
		FROM (SELECT groupBitmapStateIf(${person}, state = 'granted') AS yes, groupBitmapStateIf(${person}, state = 'denied') AS no ${said}))`;
}
