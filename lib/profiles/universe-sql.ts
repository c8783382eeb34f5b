import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type SetReads, snapshotSql } from "@/lib/profiles/set-reads";
import type { Snapshot } from "@/lib/profiles/snapshot";

type Scope = {
	ws: number;
	asOf: Date | number;
	hasMerges: boolean;
	snapshot?: Snapshot | null;
	/** Where the statement gathers the sets it reads. */
	reads?: SetReads | undefined;
};
type Which = "everyone" | "known";

const places = { everyone: 1, known: 2 };

function peopleWith(binder: SqlBinder, which: Which, scope: Scope, history: string | null): string {
	const { snapshot } = scope;
	const place = places[which];
	if (!snapshot || Number(scope.asOf) < snapshot.asOf) {
		return `tupleElement(${history ?? historySql(binder, scope, null)}, ${place})`;
	}
	return snapshotSql(binder, snapshot, scope, (reads) => {
		const built = reads.people(which);
		if (!snapshot.hasNewPeople && !snapshot.hasMerged) return built;
		const changed = reads.changed(null);
		return `bitmapOr(bitmapAndnot(${built}, ${changed}), tupleElement(${history ?? historySql(binder, scope, changed)}, ${place}))`;
	});
}

/** (everyone, the known people) from the history, a tuple of bitmaps: of all, or of those in a bitmap. */
function historySql(binder: SqlBinder, { ws, asOf, hasMerges }: Scope, among: string | null): string {
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const at = binder.bindInstant(asOf);
	const some = among === null ? "" : ` AND uid IN (SELECT arrayJoin(bitmapToArray(${among})))`;
	const became = (change: string) =>
		`groupBitmapStateIf(toUInt32(${root}), change = '${change}' AND effective_at <= ${at}) AS ${change}`;
	return `(SELECT (bitmapAndnot(created, erased), bitmapAndnot(known, erased)) FROM (
		SELECT ${became("created")}, ${became("known")}, groupBitmapStateIf(uid, change = 'erased') AS erased
		FROM profile_change WHERE ws = ${binder.bind(ws, "UInt32")} AND change IN ('created', 'known', 'erased')${some}))`;
}

/** Everyone who exists as of an instant: created by then, merged people counted once, erased people gone. A bitmap. */
export function universeSql(binder: SqlBinder, scope: Scope): string {
	return peopleWith(binder, "everyone", scope, null);
}

/** Those of the universe who were known by name then: a user id or an email, not only a device. A bitmap. */
export function knownSql(binder: SqlBinder, scope: Scope): string {
	return peopleWith(binder, "known", scope, null);
}

/** Both, as aliases `everyone` and `known_once` for the head of a statement that gathers what it reads of a snapshot. */
export function peopleAliases(binder: SqlBinder, scope: Scope): string[] {
	const { snapshot, reads } = scope;
	const isBuilt = snapshot && Number(scope.asOf) >= snapshot.asOf;
	const isUnchanged = isBuilt && !snapshot.hasNewPeople && !snapshot.hasMerged;
	const history = isUnchanged
		? []
		: [`${historySql(binder, scope, isBuilt && reads ? reads.changed(null) : null)} AS history_people`];
	return [
		...history,
		`${peopleWith(binder, "everyone", scope, "history_people")} AS everyone`,
		`${peopleWith(binder, "known", scope, "history_people")} AS known_once`,
	];
}
