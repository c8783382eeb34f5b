import { containsText } from "@/lib/platform/postgres/contains-text";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import type { ListTraitsQuery, TraitSummary } from "@/lib/traits/contracts";
import { traitDefinition } from "@/lib/traits/definition";
import { describeDefinition } from "@/lib/traits/describe-definition";
import { readTraitUsers } from "@/lib/traits/server/find-users";
import { readNames } from "@/lib/traits/server/read-names";
import { toSummary } from "@/lib/traits/server/trait-row";
import { unitOf } from "@/lib/traits/unit-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Computed traits by name, with what they say and who uses them. */
export async function listTraits(
	ctx: Context,
	query: ListTraitsQuery,
): Promise<{ items: TraitSummary[]; nextCursor: string | null }> {
	allow(ctx, "traits.read");
	const rows = await ctx.db.computedTrait.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			...(query.kind ? { kind: query.kind } : {}),
			...(query.search ? { name: containsText(query.search) } : {}),
			...(query.state === "archived" ? { archivedAt: { not: null } } : {}),
			...(query.state === "all" || query.state === "archived" ? {} : { archivedAt: null }),
			...(query.cursor ? { id: { gt: query.cursor } } : {}),
		},
		orderBy: { id: "asc" },
		take: query.limit + 1,
	});
	const page = rows.slice(0, query.limit);
	const [base, versions, users, names] = await Promise.all([
		countForRest(ctx),
		ctx.db.computedTraitVersion.findMany({
			where: { OR: page.map(({ id, currentVersion }) => ({ traitId: id, version: currentVersion })) },
		}),
		readTraitUsers(ctx),
		readNames(ctx),
	]);
	const described = new Map(
		versions.map((row) => {
			const definition = traitDefinition.parse(row.definition);
			return [row.traitId, { says: describeDefinition(definition, names), unit: unitOf(definition) }];
		}),
	);
	const items = page.map((row) =>
		toSummary(
			ctx,
			row,
			described.get(row.id) ?? { says: "", unit: null },
			row.archivedAt ? [] : users(row.name),
			base,
		),
	);
	const isState = (item: TraitSummary) =>
		query.state === "all" || query.state === "active" || item.state === query.state;
	return {
		items: items.filter(isState),
		nextCursor: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
	};
}
