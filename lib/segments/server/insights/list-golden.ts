import type { GoldenPerson as Stored } from "@/lib/platform/postgres/generated/client";
import type { DisplayPerson } from "@/lib/profiles/display-person";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { readRoots } from "@/lib/profiles/server/read-roots";
import { explainRule } from "@/lib/rules/describe/explain-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { evaluatePeople } from "@/lib/rules/server/evaluate-people";
import { namesOf } from "@/lib/rules/server/names-of";
import { type GoldenPerson, goldenExpectation } from "@/lib/segments/insights-contracts";
import { openRule } from "@/lib/segments/server/open-rule";
import { readRule, requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** People who must be in a segment or out of it, and whether they are by its current rule. */
export async function listGolden(
	ctx: Context,
	segmentId: string,
): Promise<{ asOf: string; items: GoldenPerson[] }> {
	allow(ctx, "people.read");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	const rule = await readRule(ctx.db, segmentId, segment.currentVersion);
	return { asOf: ctx.now.toISOString(), items: await checkGolden(ctx, segmentId, rule) };
}

/** The same by another rule. People who were erased since are left out. */
export async function checkGolden(
	ctx: Context,
	segmentId: string,
	given: SegmentRule,
): Promise<GoldenPerson[]> {
	const pinned = await ctx.db.goldenPerson.findMany({ where: { segmentId }, orderBy: { pinnedAt: "asc" } });
	if (pinned.length === 0) return [];
	const uids = pinned.map(({ uid }) => uid);
	const [{ rule, scope }, names, rootOf] = await Promise.all([
		openRule(ctx, given),
		namesOf(ctx),
		readRoots(ctx.db, ctx.workspace.number, uids),
	]);
	const displayed = await displayPeople(ctx, [...new Set(rootOf.values())]);
	const byUid = new Map(displayed.map((person) => [person.uid, person]));
	const { people } = await evaluatePeople(ctx, rule, scope, uids);
	return pinned.flatMap((row) => {
		const root = rootOf.get(row.uid) ?? row.uid;
		const person = byUid.get(root);
		const found = people.get(root);
		if (!person || !found) return [];
		const { matches, evidence } = found.evaluation;
		const { nodes, missing } = explainRule(rule, evidence, names, scope.timeZone);
		const reason = matches ? "Every condition that counts holds" : reasonOf(nodes, missing);
		return [toGolden(row, person, matches, reason)];
	});
}

function reasonOf(nodes: { text: string; evidence: string }[], missing: string[]): string {
	return missing
		.map((text) => {
			const evidence = nodes.find((node) => node.text === text)?.evidence;
			return evidence ? `${text} (${evidence})` : text;
		})
		.map((text) => `Not one of those ${text}`)
		.join("; ");
}

function toGolden(row: Stored, person: DisplayPerson, matches: boolean, reason: string): GoldenPerson {
	const expected = goldenExpectation.parse(row.expected);
	return {
		person,
		expected,
		note: row.note,
		pinnedBy: row.pinnedName,
		pinnedAt: row.pinnedAt.toISOString(),
		holds: matches === (expected === "in"),
		reason,
	};
}
