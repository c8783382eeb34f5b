"use client";

import { createContext, useContext, useMemo } from "react";
import type { TreeControls } from "@/components/rules/tree/tree-controls";
import type { RuleProblem } from "@/lib/rules/check/check-rule";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { TemplateRole } from "@/lib/segments/template-roles";

/**
 * Path to a part of the rule: indices into groups and lists, and names of parts such as "where" and "steps".
 */
export type At = readonly (number | string)[];

/** A node that was moved or added: one of its controls gets focus once rendered; "first" is the one to fill. */
export type PendingFocus = { id: string; control: number | "first" };

type BuilderValue = {
	names: CatalogOutput;
	/** By the builder's node id. */
	sizes: ReadonlyMap<string, number>;
	/** False while the sizes are those of an earlier draft. */
	areCurrent: boolean;
	problems: readonly RuleProblem[];
	isReadOnly: boolean;
	focus: PendingFocus | null;
	setFocus: (focus: PendingFocus | null) => void;
	/** Marks a condition that was just added: what is missing in it is not marked until it loses focus. */
	begin: (id: string) => void;
	leave: (id: string) => void;
	/** Fills in a name wherever the rule has this template role. */
	fillRole: (role: TemplateRole, name: string) => void;
	/** Announces the result of a move to screen readers. */
	announce: (what: string) => void;
	/** An event's filters are a tree of the same rows and groups. */
	controls: TreeControls;
};

const BuilderContext = createContext<BuilderValue | null>(null);
export const BuilderProvider = BuilderContext.Provider;

export function useBuilder(): BuilderValue {
	const value = useContext(BuilderContext);
	if (!value) throw new Error("Conditions stand inside the segment builder");
	return value;
}

/** Where in the whole rule a tree of conditions begins: the rule itself, or the filters of one event. */
type Place = { prefix: At; event: string | null };
const PlaceContext = createContext<Place>({ prefix: [], event: null });
export const PlaceProvider = PlaceContext.Provider;

export function usePlace(): Place {
	return useContext(PlaceContext);
}

/** Path to a node of the surrounding tree, from the outermost group. */
export function useAt(path: readonly number[]): At {
	const { prefix } = usePlace();
	const key = path.join(".");
	// A path is a new array at every render; its content seldom changes.
	return useMemo(() => [...prefix, ...(key === "" ? [] : key.split(".").map(Number))], [prefix, key]);
}

/** Parts of a condition that show their own problems: its lists, and the filters of events. */
const ownParts = ["where", "steps", "events"];

/** Problems of a node or of one part of it, shown there and nowhere else. */
export function useProblems(at: At): RuleProblem[] {
	const { problems } = useBuilder();
	return useMemo(
		() =>
			problems.filter(({ path }) => {
				if (!at.every((step, index) => path[index] === step)) return false;
				const rest = path.slice(at.length);
				return typeof rest[0] !== "number" && !rest.some((step) => ownParts.includes(String(step)));
			}),
		[problems, at],
	);
}

/** Which parts of a node its problems name. */
export function partsOf(problems: readonly RuleProblem[]): ReadonlySet<string> {
	return new Set(problems.flatMap(({ part = "", path }) => [...part.split("."), ...path.map(String)]));
}
