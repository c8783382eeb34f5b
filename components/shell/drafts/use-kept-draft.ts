"use client";

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import {
	type DraftHistory,
	type DraftSort,
	type DraftStep,
	takeStep,
} from "@/components/shell/drafts/draft-history";
import {
	forgetDraft,
	type KeptDraft,
	keepDraft,
	readKept,
	watchKept,
} from "@/components/shell/drafts/kept-draft";
import { withoutIds } from "@/lib/rules/without-ids";

/** What the user has to know about a draft before it is saved, and what they can do about it. */
export type DraftTrouble =
	/** Someone has saved since the draft was started. */
	| { kind: "outdated"; basedOn: number; version: number; goOn: () => void; giveUp: () => void }
	/** Another tab of this browser has changed the same draft. */
	| { kind: "elsewhere"; goOn: () => void; giveUp: () => void }
	/** Another tab has saved or discarded it. */
	| { kind: "gone"; goOn: () => void; giveUp: () => void };

export type KeptDraftState<V> = {
	value: V;
	isChanged: boolean;
	/** False where this browser does not keep it: a reload would lose it. */
	isKept: boolean;
	trouble: DraftTrouble | null;
	/** The saved version the draft began from. */
	basedOn: number;
	canUndo: boolean;
	canRedo: boolean;
	change: (value: V) => void;
	undo: () => void;
	redo: () => void;
	/** Replaces the draft with another value; can be undone. */
	reset: (value: V) => void;
	/** Deletes the kept draft: it was saved. */
	settle: () => void;
};

type Options<V> = Partial<DraftSort<V>> & {
	key: string;
	/** Of the saved value; 0 if nothing is saved yet. */
	version?: number;
	/** Parses a kept draft, or null. This and the following must be the same functions at every render. */
	read: (kept: unknown) => V | null;
	/** Makes a value ready to be edited. */
	prepare?: (value: V) => V;
};

const allText = (value: unknown) => JSON.stringify(withoutIds(value));
const noOrder = () => "";
const asItIs = <V>(value: V) => value;

/**
 * What is being edited: with undo, and kept in this browser until it is saved, so that neither a reload, nor another
 * tab, nor someone else's save loses it without a confirmation.
 */
export function useKeptDraft<V>(saved: V, options: Options<V>): KeptDraftState<V> {
	const { key, version = 0, read, says = allText, orderOf = noOrder, prepare = asItIs } = options;
	const [history, dispatch] = useReducer(
		(before: DraftHistory<V>, step: DraftStep<V>) => takeStep(before, step, { says, orderOf }),
		saved,
		(value) => ({ past: [], present: prepare(value), future: [], changedAt: 0 }),
	);
	const { present } = history;
	const savedText = useMemo(() => says(saved), [saved, says]);
	const isChanged = says(present) !== savedText;
	/** What the draft started from; the content of a version that is no longer the saved one is unknown. */
	const [base, setBase] = useState<{ version: number; text: string | null }>({ version, text: savedText });
	const [other, setOther] = useState<{ kept: KeptDraft | null } | null>(null);
	const [isKept, setKept] = useState(true);
	const isLoaded = useRef(false);
	/** Whether the kept draft is this tab's: a tab only deletes its own. */
	const isOwn = useRef(false);

	useEffect(() => {
		const kept = readKept(key);
		const value = kept && read(kept.value);
		if (!kept || value === null) return;
		isOwn.current = true;
		dispatch({ do: "reset", value: prepare(value) });
		setBase((now) => (kept.basedOn === now.version ? now : { version: kept.basedOn, text: null }));
	}, [key, read, prepare]);

	useEffect(
		() =>
			watchKept(key, (kept) => {
				isOwn.current = false;
				setOther({ kept });
			}),
		[key],
	);

	useEffect(() => {
		const text = says(present);
		if (base.version === version && base.text === savedText) return;
		if (text === savedText) setBase({ version, text: savedText });
		else if (text === base.text) {
			// Nothing was changed here: edit what is saved now.
			dispatch({ do: "follow", value: prepare(saved) });
			setBase({ version, text: savedText });
		} else if (base.version === version) setBase({ version, text: savedText });
	}, [saved, savedText, version, base, present, says, prepare]);

	useEffect(() => {
		// The first run sees the saved value, before the kept draft is read.
		if (!isLoaded.current) {
			isLoaded.current = true;
			return;
		}
		// Another tab's kept draft is not overwritten without a confirmation.
		if (other) return;
		if (isChanged) {
			isOwn.current = true;
			setKept(keepDraft(key, { basedOn: base.version, value: present }));
		} else if (isOwn.current) forgetDraft(key);
	}, [key, present, isChanged, base.version, other]);

	const change = useCallback(
		(value: V) => dispatch({ do: "change", value: prepare(value), at: Date.now() }),
		[prepare],
	);
	const reset = useCallback((value: V) => dispatch({ do: "reset", value: prepare(value) }), [prepare]);
	const takeSaved = () => {
		reset(saved);
		setBase({ version, text: savedText });
		setOther(null);
	};
	const theirs = other?.kept ? read(other.kept.value) : null;
	const isSame = theirs !== null && says(theirs) === says(present);
	const isSettled = other !== null && (theirs === null ? !isChanged : isSame);
	useEffect(() => {
		if (isSettled) setOther(null);
	}, [isSettled]);
	let trouble: DraftTrouble | null = null;
	if (other && !isSettled) {
		trouble = {
			kind: theirs === null ? "gone" : "elsewhere",
			goOn: () => setOther(null),
			giveUp: () => {
				if (theirs === null || !other.kept) return takeSaved();
				const { basedOn } = other.kept;
				reset(theirs);
				setBase((now) => (basedOn === now.version ? now : { version: basedOn, text: null }));
				setOther(null);
			},
		};
	} else if (isChanged && base.version !== version) {
		trouble = {
			kind: "outdated",
			basedOn: base.version,
			version,
			goOn: () => setBase({ version, text: savedText }),
			giveUp: takeSaved,
		};
	}

	return {
		value: present,
		isChanged,
		isKept,
		trouble,
		basedOn: base.version,
		canUndo: history.past.length > 0,
		canRedo: history.future.length > 0,
		change,
		undo: useCallback(() => dispatch({ do: "undo" }), []),
		redo: useCallback(() => dispatch({ do: "redo" }), []),
		reset,
		settle: useCallback(() => forgetDraft(key), [key]),
	};
}
