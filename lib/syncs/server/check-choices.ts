import { abilityThere } from "@/lib/destinations/ability-there";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { networkOf } from "@/lib/destinations/registry";
import { readFieldsThere } from "@/lib/destinations/server/read-fields";
import {
	type SyncContent,
	type SyncMode,
	type TargetField,
	usualModes,
} from "@/lib/destinations/what-is-sent";
import { AppError, type Issue } from "@/lib/kernel/app-error";
import { checkMapping, type TraitTypes } from "@/lib/syncs/mapping/check-mapping";
import type { Mapping, MappingRule } from "@/lib/syncs/mapping/contracts";
import type { Context } from "@/lib/workspaces/server/context";

export type Choices = { mapping: Mapping; mode: SyncMode; content: SyncContent };

/** What a sync sends and how, with what follows from what was not chosen. */
export function chosen(given: {
	mapping?: Mapping | undefined;
	mode?: SyncMode | undefined;
	content?: SyncContent | undefined;
}): Choices {
	const mapping = given.mapping ?? [];
	return {
		mapping,
		mode: given.mode ?? "mirror",
		content: given.content ?? (mapping.length > 0 ? "both" : "membership"),
	};
}

const modeWords: Record<SyncMode, string> = {
	mirror: "follow the segment exactly",
	add_only: "only add people",
	update_only: "update only the people already there",
	replace: "replace everyone with each run",
};

/** The destination of a sync, as it is stored. */
export type MappedAt = Parameters<typeof readFieldsThere>[0];

/** Everything about the choices that this destination cannot do, and the mapping with the types of the fields there. */
export async function checkChoices(
	ctx: Context,
	destination: MappedAt,
	{ mapping, mode, content }: Choices,
): Promise<{ issues: Issue[]; mapping: Mapping }> {
	const network = networkOf(destination.network);
	const there = await fieldsFor(destination, network, mapping);
	const ability = abilityThere(network, there);
	const modes = network.modes ?? usualModes;
	const issues: Issue[] = [];
	if (!modes.includes(mode)) {
		const able = modes.map((one) => `${one} (${modeWords[one]})`).join(" or ");
		issues.push({ path: "mode", message: `${network.name} cannot ${modeWords[mode]}. Choose ${able}.` });
	}
	if (content === "membership" && mapping.length > 0) {
		issues.push({
			path: "content",
			message: "Fields are mapped, but only membership is to be sent. Choose “both” or remove the mapping.",
		});
	}
	if (content !== "membership" && mapping.length === 0) {
		issues.push({ path: "mapping", message: "No field is mapped. Map one, or send membership only." });
	}
	if (content === "traits" && network.shape !== "profile" && network.shape !== "table") {
		issues.push({
			path: "content",
			message: `${network.name} keeps no record of people apart from its audience. Choose “both”.`,
		});
	}
	const typed = mapping.map((rule) => withType(rule, network, there));
	const problems = checkMapping(typed, {
		ability,
		networkName: network.name,
		traits: mapping.length === 0 ? new Map() : await readTraitTypes(ctx),
	});
	return { issues: [...issues, ...problems], mapping: typed };
}

const isAlwaysThere = (network: DestinationDefinition, { target }: MappingRule): boolean =>
	network.mapping?.fields.some(({ name }) => name === target) ?? false;

/** The fields that exist there, if the mapping names one that is not in any account; null: not known, or not needed. */
async function fieldsFor(
	destination: MappedAt,
	network: DestinationDefinition,
	mapping: Mapping,
): Promise<readonly TargetField[] | null> {
	// A table may want values although nothing is mapped.
	const isAsked = network.shape === "table" || !mapping.every((rule) => isAlwaysThere(network, rule));
	if (!isAsked) return null;
	const there = await readFieldsThere(destination);
	return there.kind === "read" ? there.fields : null;
}

function withType(
	{ type: before, ...rule }: MappingRule,
	network: DestinationDefinition,
	there: readonly TargetField[] | null,
): MappingRule {
	if (!network.readFields || isAlwaysThere(network, rule)) return rule;
	// What was known of it before is all there is while it cannot be read.
	const type = there ? there.find(({ name }) => name === rule.target)?.type : before;
	return type ? { ...rule, type } : rule;
}

/** Refuses what the destination cannot do; the mapping with the types of the fields there. */
export async function assertChoices(ctx: Context, destination: MappedAt, choices: Choices): Promise<Mapping> {
	const { issues, mapping } = await checkChoices(ctx, destination, choices);
	const [first] = issues;
	if (first) throw new AppError("invalid", first.message, { issues });
	return mapping;
}

/** The types of the workspace's traits, computed ones too. */
export async function readTraitTypes(ctx: Context): Promise<TraitTypes> {
	const rows = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number },
		select: { name: true, type: true },
	});
	// Safe because these are the types a definition is stored with.
	return new Map(rows.map((row) => [row.name, row.type])) as TraitTypes;
}

/**
 * Fields that belong to the audience for its whole life: with values, or without. Another audience is the only way to
 * have the other.
 */
export function assertFixedFields(
	network: DestinationDefinition,
	before: Mapping,
	after: Mapping,
	isAudienceThere: boolean,
): void {
	if (!isAudienceThere) return;
	for (const field of network.mapping?.fields ?? []) {
		if (!field.isFixed) continue;
		const had = before.some(({ target }) => target === field.name);
		const has = after.some(({ target }) => target === field.name);
		if (had === has) continue;
		const message = had
			? `This audience at ${network.name} carries ${field.label}, and it cannot be taken away. Create another sync without it.`
			: `This audience at ${network.name} was made without ${field.label}, and it cannot be added. Create another sync with it.`;
		throw new AppError("invalid", message, { issues: [{ path: "mapping", message }] });
	}
}
