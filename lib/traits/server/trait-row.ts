import { AppError } from "@/lib/kernel/app-error";
import type { Database, Transaction } from "@/lib/platform/postgres/database";
import type { ComputedTrait, ComputedTraitRun } from "@/lib/platform/postgres/generated/client";
import type { ValueType } from "@/lib/rules/catalog";
import type { TraitRun, TraitState, TraitSummary, TraitUser } from "@/lib/traits/contracts";
import { type TraitDefinition, type TraitKind, traitDefinition } from "@/lib/traits/definition";
import { dependenciesOf } from "@/lib/traits/dependencies";
import { maskSize } from "@/lib/workspaces/people-count";
import type { Context } from "@/lib/workspaces/server/context";

function stateOf(trait: ComputedTrait): TraitState {
	if (trait.archivedAt) return "archived";
	if (trait.staleReason !== null) return "stale";
	return trait.servedVersion === trait.currentVersion ? "live" : "building";
}

/** A trait's row as the API shows it. */
export function toSummary(
	ctx: Pick<Context, "actor">,
	trait: ComputedTrait,
	definition: { says: string; unit: string | null },
	usedIn: TraitUser[],
	base: number | null,
): TraitSummary {
	return {
		id: trait.id,
		name: trait.name,
		description: trait.description,
		// Safe because only this noun writes the two columns, with these values.
		kind: trait.kind as TraitKind,
		valueType: trait.valueType as ValueType,
		state: stateOf(trait),
		staleReason: trait.staleReason,
		nextTryAt: trait.nextTryAt?.toISOString() ?? null,
		ownerId: trait.ownerId,
		ownerName: trait.ownerName,
		version: trait.currentVersion,
		servedVersion: trait.servedVersion,
		people: maskSize(ctx, trait.people, base),
		asOf: trait.asOf?.toISOString() ?? null,
		usedIn,
		...definition,
		createdAt: trait.createdAt.toISOString(),
		updatedAt: trait.updatedAt.toISOString(),
	};
}

export function toRun(ctx: Pick<Context, "actor">, row: ComputedTraitRun, base: number | null): TraitRun {
	return {
		id: row.id,
		version: row.version,
		asOf: row.asOf.toISOString(),
		isBackfill: row.isBackfill,
		// Safe because only refreshTraits writes the column, with these values.
		status: row.status as TraitRun["status"],
		people: maskSize(ctx, row.people, base),
		changed: maskSize(ctx, row.changed),
		cleared: maskSize(ctx, row.cleared),
		error: row.error,
		startedAt: row.startedAt.toISOString(),
		finishedAt: row.finishedAt?.toISOString() ?? null,
	};
}

/** The computed trait of this workspace; another workspace's does not exist. */
export async function requireTrait(
	ctx: Pick<Context, "workspace">,
	db: Database | Transaction,
	id: string,
): Promise<ComputedTrait> {
	const trait = await db.computedTrait.findFirst({ where: { id, workspaceId: ctx.workspace.id } });
	if (!trait) throw new AppError("not_found", "There is no such computed trait in this workspace.");
	return trait;
}

/** The definition of one version, as stored. */
export async function readDefinition(
	db: Database | Transaction,
	traitId: string,
	version: number,
): Promise<TraitDefinition> {
	const row = await db.computedTraitVersion.findUnique({
		where: { traitId_version: { traitId, version } },
	});
	if (!row) throw new AppError("not_found", `There is no version ${version} of this computed trait.`);
	return traitDefinition.parse(row.definition);
}

export type LiveTrait = {
	trait: ComputedTrait;
	definition: TraitDefinition;
	name: string;
	reads: readonly string[];
};

/** Every computed trait that is not archived, with its current definition and the traits it reads. */
export async function readLiveTraits(ctx: Pick<Context, "db" | "workspace">): Promise<LiveTrait[]> {
	const traits = await ctx.db.computedTrait.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		orderBy: { name: "asc" },
	});
	const versions = await ctx.db.computedTraitVersion.findMany({
		where: { OR: traits.map(({ id, currentVersion }) => ({ traitId: id, version: currentVersion })) },
	});
	const definitions = new Map(versions.map((row) => [row.traitId, traitDefinition.parse(row.definition)]));
	return traits.flatMap((trait) => {
		const definition = definitions.get(trait.id);
		if (!definition) return [];
		return [{ trait, definition, name: trait.name, reads: dependenciesOf(definition).traits }];
	});
}
