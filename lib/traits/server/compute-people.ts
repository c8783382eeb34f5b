import { AppError } from "@/lib/kernel/app-error";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { log } from "@/lib/platform/log";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Catalog } from "@/lib/rules/catalog";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import type { PersonHistory, TraitRow } from "@/lib/rules/evaluate/person-history";
import { findKind } from "@/lib/rules/leaves/registry";
import { currentTrait } from "@/lib/rules/leaves/trait/current-trait";
import { needsOf } from "@/lib/rules/needs";
import { readPeople } from "@/lib/rules/server/read-people";
import { readSets } from "@/lib/rules/server/read-sets";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { ComputedValue } from "@/lib/traits/computed-value";
import type { TraitDefinition } from "@/lib/traits/definition";
import { leavesLike, rulesOf } from "@/lib/traits/dependencies";
import { prepareTraitValue } from "@/lib/traits/evaluate-trait-value";
import { computedPriority, computedSource } from "@/lib/traits/server/computed-priority";
import type { LiveTrait } from "@/lib/traits/server/trait-row";
import { asOfRun, requireUsable } from "@/lib/traits/server/usable-definition";
import type { Context } from "@/lib/workspaces/server/context";

const peoplePerRound = 1_000;

type Usable = LiveTrait & { definition: TraitDefinition };

/**
 * Updates the values of some people from the reference implementation instead of a query about everyone.
 * Traits come in dependency order. A trait whose backfill is not complete, and a lifecycle that depends on
 * someone's rank among all people, wait for the next full run.
 */
export async function computePeople(
	ctx: Context,
	live: readonly LiveTrait[],
	people: readonly number[],
	catalog: Catalog,
): Promise<{ traits: number; failed: number }> {
	const outcome = { traits: 0, failed: 0 };
	const usable: Usable[] = [];
	for (const each of live) {
		if (each.trait.servedVersion !== each.trait.currentVersion || asksAboutAll(each.definition)) continue;
		try {
			usable.push({ ...each, definition: requireUsable(each, catalog, ctx.workspace.timeZone) });
			outcome.traits++;
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			log.warn("traits.refresh_skipped", { trait: each.trait.id, error });
			outcome.failed++;
		}
	}
	if (usable.length === 0) return outcome;
	for (let from = 0; from < people.length; from += peoplePerRound) {
		await computeSome(ctx, usable, people.slice(from, from + peoplePerRound));
	}
	return outcome;
}

function asksAboutAll(definition: TraitDefinition): boolean {
	return leavesLike(definition).some((leaf) => findKind(leaf.kind).watch(leaf).hangsOnAll !== undefined);
}

async function computeSome(ctx: Context, usable: readonly Usable[], uids: readonly number[]): Promise<void> {
	const latest = new Date(Math.max(...usable.map(({ trait }) => asOfRun(ctx, trait).getTime())));
	const definitions = usable.map(({ definition }) => definition);
	const needs = needsOf(definitions.flatMap(leavesLike));
	const names = usable.map(({ name }) => name);
	const histories = await readPeople(ctx, uids, {
		...needs,
		traits: [...new Set([...needs.traits, ...names])],
	});
	const scope = await scopeOf(ctx, latest, definitions.flatMap(rulesOf));
	const sets = await readSets(ctx, scope, [...histories.keys()]);
	const moment = momentAt(scope.asOf, scope.timeZone, { sessionGapMs: scope.sessionGapMs, sets });
	const prepared = usable.map(({ name, definition }) => ({
		name,
		evaluate: prepareTraitValue(definition, moment),
	}));
	const recordedAt = Date.now();
	const rows: object[] = [];
	for (const history of histories.values()) {
		// Earlier results are inputs of later ones.
		const traits = [...history.traits];
		const person: PersonHistory = { ...history, traits };
		for (const { name, evaluate } of prepared) {
			const value = evaluate(person) ?? ({ type: "unset" } as const);
			if (isSame(value, heldBy(person, name, moment.asOf))) continue;
			const row = {
				trait: name,
				value,
				priority: computedPriority,
				validFrom: moment.asOf,
				recordedAt,
				seq: 0,
			};
			traits.push(row);
			rows.push(toStored(ctx, history.uid, row));
		}
	}
	await insertRows(ctx.warehouse, "trait_history", rows);
}

/** The current computed value, whatever sources also state. */
function heldBy(person: PersonHistory, trait: string, asOf: number): TraitRow["value"] {
	const computed = person.traits.filter((row) => row.trait === trait && row.priority === computedPriority);
	return currentTrait({ ...person, traits: computed }, trait, asOf) ?? { type: "unset" };
}

function isSame(a: ComputedValue | { type: "unset" }, b: TraitRow["value"]): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function toStored(ctx: Context, uid: number, { trait, value, validFrom, recordedAt }: TraitRow): object {
	return {
		ws: ctx.workspace.number,
		trait,
		uid,
		type: value.type,
		string_value: value.type === "string" ? value.value : "",
		number_value:
			value.type === "number" || value.type === "date" || value.type === "boolean" ? Number(value.value) : 0,
		list_value: value.type === "list" ? value.value : [],
		priority: computedPriority,
		source: computedSource,
		valid_from: formatInstant(validFrom),
		recorded_at: formatInstant(recordedAt),
	};
}
