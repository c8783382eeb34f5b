import { assertNever } from "@/lib/kernel/assert-never";
import { findKind } from "@/lib/segments/leaves/registry";
import type { EventWindow, RuleNode } from "@/lib/segments/rule";
import type { TraitDefinition } from "@/lib/traits/definition";
import { traitsOf } from "@/lib/traits/formula";

/** Names of other things that a value is made of. */
export type Dependencies = { traits: string[]; segments: string[] };

/** The traits a definition reads, and the segments whose memberships its stages ask for. */
export function dependenciesOf(definition: TraitDefinition): Dependencies {
	switch (definition.kind) {
		case "aggregate":
		case "score":
			return { traits: traitOfWindow(definition.window), segments: [] };
		case "formula":
			return { traits: traitsOf(definition.formula).map(({ trait }) => trait), segments: [] };
		case "stage":
			return merge(definition.stages.map(({ rule }) => dependenciesOfRule(rule)));
		default:
			return assertNever(definition);
	}
}

function traitOfWindow(window: EventWindow): string[] {
	return window.kind === "sinceTrait" ? [window.trait] : [];
}

/** The traits and segments a rule reads. */
export function dependenciesOfRule(node: RuleNode): Dependencies {
	if (node.kind === undefined) return merge(node.rules.map(dependenciesOfRule));
	const { traits, segments } = findKind(node.kind).watch(node);
	return { traits: [...traits], segments: [...segments] };
}

function merge(all: Dependencies[]): Dependencies {
	return {
		traits: [...new Set(all.flatMap(({ traits }) => traits))],
		segments: [...new Set(all.flatMap(({ segments }) => segments))],
	};
}

/** Something named, with the names it reads. */
export type DependencyNode = { name: string; reads: readonly string[] };

/** The way from a name back to itself, itself first and last; null when there is none. */
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

/** So that what is read comes before what reads it; names that are not nodes are left alone. */
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
