import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { changedPeopleSql, type Snapshot } from "@/lib/profiles/snapshot";

type Scope = { ws: number; asOf: Date | number; hasMerges: boolean; snapshot?: Snapshot | null };
type Change = "created" | "known";

const snapshotColumn = { created: "everyone", known: "known" };

function peopleWith(binder: SqlBinder, change: Change, scope: Scope): string {
	const { ws, snapshot } = scope;
	if (!snapshot || Number(scope.asOf) < snapshot.asOf) return rebuilt(binder, change, scope, null);
	const base = `(SELECT groupBitmapMergeState(${snapshotColumn[change]}) FROM people_snapshot
		WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(snapshot.build, "UInt32")}
		HAVING throwIf(count() = 0, 'This snapshot is gone') = 0)`;
	if (!snapshot.hasNewPeople && !snapshot.hasMerged) return base;
	const changed = changedPeopleSql(binder, snapshot, scope, null);
	const fresh = rebuilt(binder, change, scope, changed);
	return `bitmapOr(bitmapAndnot(${base}, (SELECT groupBitmapState(uid) FROM (${changed}))), ${fresh})`;
}

/** From the history: of everybody, or of some people. */
function rebuilt(
	binder: SqlBinder,
	change: Change,
	{ ws, asOf, hasMerges }: Scope,
	among: string | null,
): string {
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const bound = binder.bind(ws, "UInt32");
	const some = among === null ? "" : ` AND uid IN (${among})`;
	return `bitmapAndnot(
		(SELECT groupBitmapState(toUInt32(${root})) FROM profile_change
			WHERE ws = ${bound} AND change = '${change}' AND effective_at <= ${binder.bindInstant(asOf)}${some}),
		(SELECT groupBitmapState(uid) FROM profile_change WHERE ws = ${bound} AND change = 'erased'))`;
}

/** Everybody who exists as of an instant: created by then, merged people counted once, erased people gone. A bitmap. */
export function universeSql(binder: SqlBinder, scope: Scope): string {
	return peopleWith(binder, "created", scope);
}

/** Those of the universe who were known by name then: a user id or an e-mail, not only a device. A bitmap. */
export function knownSql(binder: SqlBinder, scope: Scope): string {
	return peopleWith(binder, "known", scope);
}

/** Both at once, as aliases for the head of a statement; from a snapshot without changes in one read. */
export function peopleAliases(binder: SqlBinder, scope: Scope): string[] {
	const { snapshot } = scope;
	const isUnchanged =
		snapshot && Number(scope.asOf) >= snapshot.asOf && !snapshot.hasNewPeople && !snapshot.hasMerged;
	if (!isUnchanged) {
		return [`${universeSql(binder, scope)} AS everyone`, `${knownSql(binder, scope)} AS known_once`];
	}
	return [
		`(SELECT (groupBitmapMergeState(people_snapshot.everyone), groupBitmapMergeState(people_snapshot.known)) FROM people_snapshot
		WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND build = ${binder.bind(snapshot.build, "UInt32")}
		HAVING throwIf(count() = 0, 'This snapshot is gone') = 0) AS snapshot_people`,
		"tupleElement(snapshot_people, 1) AS everyone",
		"tupleElement(snapshot_people, 2) AS known_once",
	];
}
