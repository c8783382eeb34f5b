import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

type Scope = { ws: number; asOf: Date | number; hasMerges: boolean };

function peopleWith(binder: SqlBinder, change: "created" | "known", { ws, asOf, hasMerges }: Scope): string {
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const bound = binder.bind(ws, "UInt32");
	return `bitmapAndnot(
		(SELECT groupBitmapState(toUInt32(${root})) FROM profile_change
			WHERE ws = ${bound} AND change = '${change}' AND effective_at <= ${binder.bindInstant(asOf)}),
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
