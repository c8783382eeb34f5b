"use client";

import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { prepareRuleGroup } from "react-querybuilder";
import { type RuleNode, type SegmentRule, segmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

type History = { past: SegmentRule[]; present: SegmentRule; future: SegmentRule[]; changedAt: number };
type Step =
	| { do: "change"; rule: SegmentRule; at: number }
	| { do: "undo" }
	| { do: "redo" }
	| { do: "reset"; rule: SegmentRule };

const mostSteps = 200;
/** Changes of the same conditions closer together than this are one step: a word is undone, not a letter. */
const oneStepMs = 600;

/** The handles of all nodes as they stand: a move, an addition or a removal is never one step with what came before. */
function orderOf(node: RuleNode): string {
	const inner = node.kind === undefined ? `(${node.rules.map(orderOf).join(" ")})` : "";
	return `${node.id ?? ""}${inner}`;
}

function step(history: History, action: Step): History {
	const { past, present, future, changedAt } = history;
	switch (action.do) {
		case "change": {
			const isSame = JSON.stringify(withoutIds(action.rule)) === JSON.stringify(withoutIds(present));
			if (isSame) return { ...history, present: action.rule };
			const isSoon = action.at - changedAt < oneStepMs && past.length > 0;
			const joins = isSoon && orderOf(action.rule) === orderOf(present);
			return {
				past: joins ? past : [...past, present].slice(-mostSteps),
				present: action.rule,
				future: [],
				changedAt: action.at,
			};
		}
		case "undo": {
			const previous = past.at(-1);
			if (!previous) return history;
			return { past: past.slice(0, -1), present: previous, future: [present, ...future], changedAt: 0 };
		}
		case "redo": {
			const next = future[0];
			if (!next) return history;
			return { past: [...past, present], present: next, future: future.slice(1), changedAt: 0 };
		}
		case "reset":
			return { past: [...past, present], present: action.rule, future: [], changedAt: 0 };
	}
}

/** Gives every node the handle the builder needs. */
function withHandles(rule: SegmentRule): SegmentRule {
	// Safe because only ids are added.
	return prepareRuleGroup(rule as never) as never;
}

function readKept(key: string): SegmentRule | null {
	try {
		const text = window.localStorage.getItem(key);
		const parsed = text === null ? null : segmentRule.safeParse(JSON.parse(text));
		return parsed?.success ? parsed.data : null;
	} catch {
		// A draft that cannot be read is a draft that is not there.
		return null;
	}
}

export type Draft = {
	rule: SegmentRule;
	isChanged: boolean;
	canUndo: boolean;
	canRedo: boolean;
	change: (rule: SegmentRule) => void;
	undo: () => void;
	redo: () => void;
	/** Gives the draft up for another rule; can be undone. */
	reset: (rule: SegmentRule) => void;
	/** Forgets the kept draft: it was saved. */
	settle: () => void;
};

/** The rule being edited: with undo, and kept in this browser until it is saved, so that a reload loses nothing. */
export function useDraft(saved: SegmentRule, key: string): Draft {
	const [history, dispatch] = useReducer(step, saved, (rule) => ({
		past: [],
		present: withHandles(rule),
		future: [],
		changedAt: 0,
	}));
	const { present } = history;
	const savedText = useMemo(() => JSON.stringify(withoutIds(saved)), [saved]);
	const isChanged = JSON.stringify(withoutIds(present)) !== savedText;
	const isLoaded = useRef(false);

	useEffect(() => {
		const kept = readKept(key);
		if (kept) dispatch({ do: "reset", rule: withHandles(kept) });
	}, [key]);

	useEffect(() => {
		// The first run sees the saved rule, before the kept draft was read.
		if (!isLoaded.current) {
			isLoaded.current = true;
			return;
		}
		if (!isChanged) window.localStorage.removeItem(key);
		// A number being typed may be none for a moment: then what was kept before it stays.
		else if (segmentRule.safeParse(present).success)
			window.localStorage.setItem(key, JSON.stringify(present));
	}, [key, present, isChanged]);

	return {
		rule: present,
		isChanged,
		canUndo: history.past.length > 0,
		canRedo: history.future.length > 0,
		change: useCallback((rule) => dispatch({ do: "change", rule: withHandles(rule), at: Date.now() }), []),
		undo: useCallback(() => dispatch({ do: "undo" }), []),
		redo: useCallback(() => dispatch({ do: "redo" }), []),
		reset: useCallback((rule) => dispatch({ do: "reset", rule: withHandles(rule) }), []),
		settle: useCallback(() => window.localStorage.removeItem(key), [key]),
	};
}
