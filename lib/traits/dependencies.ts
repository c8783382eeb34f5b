import { assertNever } from "@/lib/kernel/assert-never";
import { leavesOf, needsOf } from "@/lib/rules/needs";
import type { EventChoice, EventLeaf, EventWindow, RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import type { TraitDefinition } from "@/lib/traits/definition";
import { traitsOf } from "@/lib/traits/formula";

/** Names of other objects that a value depends on. */
export type Dependencies = { traits: readonly string[]; segments: readonly string[] };

/** The rules a definition holds. */
export function rulesOf(definition: TraitDefinition): SegmentRule[] {
	return definition.kind === "stage" ? definition.stages.map(({ rule }) => rule) : [];
}

/** Conditions that read what a definition reads: what is known of reading rules holds for it as well. */
export function leavesLike(definition: TraitDefinition): RuleLeaf[] {
	switch (definition.kind) {
		case "aggregate": {
			const { measure, window } = definition;
			if (!("property" in measure)) return [leafLike(definition, window)];
			return [leafLike(definition, window, { kind: "distinctValues", property: measure.property })];
		}
		case "score":
			return definition.events.map((each) => leafLike(each, definition.window));
		case "formula":
			return traitsOf(definition.formula).map(({ trait, type }) => ({
				kind: "trait",
				field: trait,
				type,
				operator: "isSet",
				value: null,
			}));
		case "stage":
			return rulesOf(definition).flatMap(leavesOf);
		default:
			return assertNever(definition);
	}
}

function leafLike(
	{ event, where }: EventChoice,
	window: EventWindow,
	aggregate: EventLeaf["aggregate"] = { kind: "count" },
): EventLeaf {
	return {
		kind: "event",
		field: event,
		aggregate,
		operator: ">=",
		value: 1,
		window,
		...(where ? { where } : {}),
	};
}

/** The traits a definition reads, and the segments its stages use. */
export function dependenciesOf(definition: TraitDefinition): Dependencies {
	return needsOf(leavesLike(definition));
}

/** The traits and segments a rule reads. */
export function dependenciesOfRule(rule: SegmentRule): Dependencies {
	return needsOf(leavesOf(rule));
}

/** Something named, with the names it reads. */
export type DependencyNode = { name: string; reads: readonly string[] };

/** The path from a name back to itself, itself first and last; null when there is none. */
export function findCycle(start: string, nodes: readonly DependencyNode[]): string[] | null {
	const readsOf = new Map(nodes.map(({ name, reads }) => [name, reads]));
	const seen = new Set<string>();
	const walk = (name: string, path: string[]): string[] | null => {
		for (const next of readsOf.get(name) ?? []) {
			if (next === start) return [...path, next];
			if (seen.has(next)) continue;
			seen.add(next);
			const found = walk(next, [...path, next]);
			if (found) return found;
		}
		return null;
	};
	return walk(start, [start]);
}

/** Dependencies come before what reads them; names that are not nodes are left alone. */
export function inDependencyOrder<T extends DependencyNode>(nodes: readonly T[]): T[] {
	const byName = new Map(nodes.map((node) => [node.name, node]));
	const ordered: T[] = [];
	const seen = new Set<string>();
	const visit = (node: T): void => {
		if (seen.has(node.name)) return;
		seen.add(node.name);
		for (const name of node.reads) {
			const read = byName.get(name);
			if (read) visit(read);
		}
		ordered.push(node);
	};
	for (const node of nodes) visit(node);
	return ordered;
}
