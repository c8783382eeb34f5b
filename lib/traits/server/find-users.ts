import { segmentRule } from "@/lib/rules/rule";
import type { TraitUser } from "@/lib/traits/contracts";
import {
	type Dependencies,
	type DependencyNode,
	dependenciesOf,
	dependenciesOfRule,
} from "@/lib/traits/dependencies";
import { type LiveTrait, readLiveTraits } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

type SegmentReads = { id: string; name: string; reads: Dependencies };

/** What the current rules of segments in use read. A rule that cannot be read any more reads nothing. */
async function readSegments(ctx: Pick<Context, "db" | "workspace">): Promise<SegmentReads[]> {
	const rows = await ctx.db.$queryRaw<{ id: string; name: string; rule: unknown }[]>`
		SELECT s.id, s.name, v.rule FROM segment s JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
		WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL ORDER BY s.name`;
	return rows.map(({ id, name, rule }) => {
		const parsed = segmentRule.safeParse(rule);
		return {
			id,
			name,
			reads: parsed.success ? dependenciesOfRule(parsed.data) : { traits: [], segments: [] },
		};
	});
}

/** Who reads which trait: segments by their current rule, and other computed traits. */
export async function readTraitUsers(
	ctx: Pick<Context, "db" | "workspace">,
	traits?: readonly LiveTrait[],
): Promise<(trait: string) => TraitUser[]> {
	const [segments, live] = await Promise.all([readSegments(ctx), traits ?? readLiveTraits(ctx)]);
	const users = new Map<string, TraitUser[]>();
	const note = (trait: string, user: TraitUser) => users.set(trait, [...(users.get(trait) ?? []), user]);
	for (const { id, name, reads } of segments) {
		for (const trait of reads.traits) note(trait, { kind: "segment", id, name });
	}
	for (const { trait, name, reads } of live) {
		for (const read of reads) note(read, { kind: "trait", id: trait.id, name });
	}
	return (trait) => users.get(trait) ?? [];
}

/**
 * Everything a definition under this name would lead to, trait by trait and segment by segment, for finding a way back
 * to itself. Nodes are called what people call them.
 */
export async function readDependencyNodes(
	ctx: Pick<Context, "db" | "workspace">,
	candidate: { name: string; reads: Dependencies },
): Promise<DependencyNode[]> {
	const [segments, live] = await Promise.all([readSegments(ctx), readLiveTraits(ctx)]);
	const segmentName = new Map(segments.map(({ id, name }) => [id, `the segment ${name}`]));
	const nodeOf = (name: string, reads: Dependencies): DependencyNode => ({
		name,
		reads: [...reads.traits, ...reads.segments.flatMap((id) => segmentName.get(id) ?? [])],
	});
	return [
		nodeOf(candidate.name, candidate.reads),
		...live
			.filter(({ name }) => name !== candidate.name)
			.map(({ name, definition }) => nodeOf(name, dependenciesOf(definition))),
		...segments.map(({ name, reads }) => nodeOf(`the segment ${name}`, reads)),
	];
}
