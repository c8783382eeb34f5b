import { countForRest } from "@/lib/profiles/server/count-profiles";
import type { TraitDetail } from "@/lib/traits/contracts";
import { traitDefinition } from "@/lib/traits/definition";
import { describeDefinition } from "@/lib/traits/describe-definition";
import { readTraitUsers } from "@/lib/traits/server/find-users";
import { readNames } from "@/lib/traits/server/read-names";
import { requireTrait, toRun, toSummary } from "@/lib/traits/server/trait-row";
import { unitOf } from "@/lib/traits/unit-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** A computed trait with its definition, its versions newest first, its last runs, and who uses it. */
export async function getTrait(ctx: Context, traitId: string): Promise<TraitDetail> {
	allow(ctx, "traits.read");
	const trait = await requireTrait(ctx, ctx.db, traitId);
	const [base, versions, runs, users, names] = await Promise.all([
		countForRest(ctx),
		ctx.db.computedTraitVersion.findMany({ where: { traitId }, orderBy: { version: "desc" }, take: 100 }),
		ctx.db.computedTraitRun.findMany({ where: { traitId }, orderBy: { startedAt: "desc" }, take: 20 }),
		readTraitUsers(ctx),
		readNames(ctx),
	]);
	const listed = versions.map(({ version, definition, createdName, createdAt }) => {
		const parsed = traitDefinition.parse(definition);
		return {
			version,
			parsed,
			says: describeDefinition(parsed, names),
			createdName,
			createdAt: createdAt.toISOString(),
		};
	});
	const current = listed.find(({ version }) => version === trait.currentVersion);
	if (!current) throw new Error("A computed trait without its current version");
	return {
		...toSummary(
			ctx,
			trait,
			{ says: current.says, unit: unitOf(current.parsed) },
			trait.archivedAt ? [] : users(trait.name),
			base,
		),
		definition: current.parsed,
		versions: listed.map(({ parsed: _, ...version }) => version),
		runs: runs.map((row) => toRun(ctx, row, base)),
	};
}
