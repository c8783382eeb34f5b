import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { openProfile } from "@/lib/profiles/server/open-profile";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { explainRule } from "@/lib/rules/describe/explain-rule";
import { findNextChange } from "@/lib/rules/evaluate/evaluate-rule";
import { evaluatePeople } from "@/lib/rules/server/evaluate-people";
import { namesOf } from "@/lib/rules/server/names-of";
import { type Explanation, goldenExpectation } from "@/lib/segments/insights-contracts";
import { openRule } from "@/lib/segments/server/open-rule";
import { readRule, requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const readServed = defineQuery({
	name: "segments.explain_served",
	row: z.object({ isMember: z.number(), lastChange: z.string(), at: z.coerce.number() }),
	build: ({ ws, pointer, uids }: { ws: number; pointer: ServedPointer; uids: readonly number[] }) => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, ws, pointer);
		const ids = binder.bind(uids, "Array(UInt32)");
		const log = `SELECT max((effective_at, change, served_at)) AS latest FROM membership_change
	WHERE ws = ${binder.bind(ws, "UInt32")} AND segment = ${binder.bind(pointer.segmentId, "String")} AND uid IN ${ids}
		AND served_at <= ${binder.bindInstant(pointer.servedAt)}`;
		return binder.finish(`SELECT toUInt8(bitmapHasAny(${people}, bitmapBuild(${ids}))) AS isMember,
	toString(latest.2) AS lastChange, toUnixTimestamp64Milli(latest.1) AS at FROM (${log})`);
	},
});

/**
 * Why a person is in a segment or not by the current rule, condition by condition with what was found; also
 * whether they are served as a member, and when time alone next changes the answer.
 */
export async function explainPerson(
	ctx: Context,
	input: { segmentId: string; profileId: number },
): Promise<Explanation> {
	allow(ctx, "people.read");
	const segment = await requireSegment(ctx, ctx.db, input.segmentId);
	const { uid, uids } = await openProfile(ctx, input.profileId);
	const stored = await readRule(ctx.db, segment.id, segment.currentVersion);
	const pointer = toPointer(segment);
	const [{ rule, scope }, names, [person], served, golden] = await Promise.all([
		openRule(ctx, stored),
		namesOf(ctx),
		displayPeople(ctx, [uid]),
		pointer ? readServed(ctx.warehouse, { ws: ctx.workspace.number, pointer, uids }) : [],
		ctx.db.goldenPerson.findFirst({ where: { segmentId: segment.id, uid: { in: uids } } }),
	]);
	const { moment, people } = await evaluatePeople(ctx, rule, scope, [uid]);
	const found = people.get(uid);
	if (!person || !found) throw new AppError("not_found", "There is no such person in this workspace.");
	const { matches, evidence } = found.evaluation;
	const { nodes, missing } = explainRule(rule, evidence, names, scope.timeZone);
	const next = findNextChange(rule, found.history, moment);
	const [standing] = served;
	const isServed = standing ? standing.isMember === 1 : null;
	const isOfState = standing && standing.at > 0 && (standing.lastChange === "entered") === isServed;
	return {
		person,
		asOf: ctx.now.toISOString(),
		version: segment.currentVersion,
		matches,
		sentence: sentenceOf(person.label, segment.name, matches, nodes),
		isServed,
		servedAsOf: segment.asOf?.toISOString() ?? null,
		servedSince: isOfState ? new Date(standing.at).toISOString() : null,
		nodes,
		missing,
		nextChange: next && { at: new Date(next.at).toISOString(), isCertain: next.isCertain },
		golden: golden ? goldenExpectation.parse(golden.expected) : null,
	};
}

function sentenceOf(person: string, segment: string, matches: boolean, nodes: Explanation["nodes"]): string {
	const leaves = nodes.filter(({ combinator }) => combinator === null);
	const holding = leaves.filter(({ holds }) => holds).length;
	const conditions = `${holding} of ${leaves.length} conditions`;
	if (leaves.length === 1) {
		return matches ? `${person} belongs to ${segment}.` : `${person} does not belong to ${segment}.`;
	}
	return matches
		? `${person} belongs to ${segment}: ${conditions} hold, which is enough.`
		: `${person} does not belong to ${segment}: ${conditions} hold, which is not enough.`;
}
