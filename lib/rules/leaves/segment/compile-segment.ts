import { AppError } from "@/lib/kernel/app-error";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { mergedPeopleSql, rootExpressionSql } from "@/lib/profiles/root-sql";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { enteredWithin } from "@/lib/rules/leaves/segment/entered-within";
import type { SegmentLeaf } from "@/lib/rules/rule";
import { windowBounds } from "@/lib/rules/window";

/** People by the log of what was served of another segment. One that was never served fails the query. */
export function compileSegment(leaf: SegmentLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	if (leaf.operator === "isMember" || leaf.operator === "isNotMember") {
		return {
			people: membersAtSql(leaf.field, binder, scope),
			are: leaf.operator === "isMember" ? "matching" : "failing",
		};
	}
	const { after, upTo } = windowBounds(enteredWithin(leaf), scope) ?? {};
	if (after === undefined || upTo === undefined) throw new Error("Not a valid condition: no length of time");
	const change = leaf.operator === "entered" ? "entered" : "exited";
	return {
		people: peopleOf(
			`membership_change WHERE ${logOf(leaf.field, binder, scope)} AND change = '${change}'
		AND effective_at > ${binder.bindInstant(after)} AND effective_at <= ${binder.bindInstant(upTo)}`,
			scope,
			`groupBitmapState(toUInt32(${rootExpressionSql(binder, scope)}))`,
		),
		are: "matching",
	};
}

/** The rows of the log that are being served: those of a refresh become visible all at once. */
function logOf(segment: string, binder: SqlBinder, scope: CompileScope): string {
	const { servedAt } = pointerTo(segment, scope);
	return `ws = ${binder.bind(scope.ws, "UInt32")} AND segment = ${binder.bind(segment, "String")} AND served_at <= ${binder.bindInstant(servedAt)}`;
}

function pointerTo(segment: string, { segments }: CompileScope): ServedPointer {
	const pointer = segments.get(segment);
	if (pointer) return pointer;
	throw new AppError("precondition", "A segment that this rule builds on has not been computed yet.");
}

/**
 * The members of a segment at asOf, a bitmap of root people: those being served, with every change after asOf undone.
 * Of merged people neither side's bit is theirs: for them the log is read, and the last word of any of their ids counts.
 */
export function membersAtSql(segmentId: string, binder: SqlBinder, scope: CompileScope): string {
	const pointer = pointerTo(segmentId, scope);
	const log = logOf(segmentId, binder, scope);
	const asOf = binder.bindInstant(scope.asOf);
	const served = servedMembershipSql(binder, scope.ws, pointer);
	const firstAfter = `SELECT uid, argMin(change, (effective_at, served_at)) AS first FROM membership_change
		WHERE ${log} AND effective_at > ${asOf} GROUP BY uid`;
	const undone = `(SELECT (groupBitmapStateIf(uid, first = 'entered'), groupBitmapStateIf(uid, first = 'exited')) FROM (${firstAfter}))`;
	const parts = [`${served} AS served`, `${undone} AS undone`];
	let people = "bitmapOr(bitmapAndnot(served, undone.1), undone.2)";
	if (scope.hasMerges) {
		const merged = mergedPeopleSql(binder, scope);
		const root = rootExpressionSql(binder, scope);
		parts.push(
			`(SELECT groupBitmapState(uid) FROM (${merged})) AS merged`,
			`(SELECT groupBitmapState(toUInt32(person)) FROM (
		SELECT ${root} AS person, argMax(change, (effective_at, change = 'entered')) AS last FROM membership_change
		WHERE ${log} AND effective_at <= ${asOf} AND uid IN (${merged}) GROUP BY person HAVING last = 'entered')) AS replayed`,
		);
		people = `bitmapOr(bitmapAndnot(${people}, merged), replayed)`;
	}
	return `(WITH ${parts.join(",\n")} SELECT ${people})`;
}
