"use client";

import { createContext, useContext } from "react";
import type { RuleProblem } from "@/lib/segments/check-rule";
import type { CatalogOutput } from "@/lib/segments/contracts";

type BuilderValue = {
	names: CatalogOutput;
	/** By the builder's handle of a node. */
	sizes: ReadonlyMap<string, number>;
	/** False while the sizes are those of an earlier draft. */
	areCurrent: boolean;
	/** By the way to the node: "0", "1.2", "0.where.1". */
	problems: ReadonlyMap<string, RuleProblem[]>;
	isReadOnly: boolean;
	/** The condition added last: its first control takes the focus. */
	focusId: string | null;
	setFocusId: (id: string | null) => void;
};

const BuilderContext = createContext<BuilderValue | null>(null);
export const BuilderProvider = BuilderContext.Provider;

export function useBuilder(): BuilderValue {
	const value = useContext(BuilderContext);
	if (!value) throw new Error("Conditions stand inside the segment builder");
	return value;
}

/** Where in the whole rule a tree of conditions begins: the rule itself, or the filters of one event. */
type Place = { prefix: (number | "where")[]; event: string | null };
const PlaceContext = createContext<Place>({ prefix: [], event: null });
export const PlaceProvider = PlaceContext.Provider;

export function usePlace(): Place {
	return useContext(PlaceContext);
}

/** What is wrong with the node at a path of the tree around it. */
export function useProblems(path: readonly number[]): RuleProblem[] {
	const { prefix } = usePlace();
	return useBuilder().problems.get([...prefix, ...path].join(".")) ?? [];
}
