"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { newDraft, type TraitDraft } from "@/components/traits/editor/draft";
import { withoutHandles } from "@/lib/traits/same-definition";

function textOf(draft: TraitDraft): string {
	return JSON.stringify(withoutHandles(draft));
}

function readKept(key: string): TraitDraft | null {
	try {
		const text = window.localStorage.getItem(key);
		if (text === null) return null;
		const kept: unknown = JSON.parse(text);
		const isDraft = typeof kept === "object" && kept !== null && "kind" in kept;
		// Safe because only this hook writes the key; a draft of another shape is refused by the check, not trusted.
		return isDraft ? (kept as TraitDraft) : null;
	} catch {
		// A draft that cannot be read is a draft that is not there.
		return null;
	}
}

/** The definition being edited, kept in this browser until it is saved, so that a reload loses nothing. */
export function useTraitDraft(saved: TraitDraft, key: string) {
	const [draft, setDraft] = useState(saved);
	const isChanged = textOf(draft) !== textOf(saved);
	const isLoaded = useRef(false);
	useEffect(() => {
		const kept = readKept(key);
		if (kept && newDraft(kept.kind)) setDraft(kept);
	}, [key]);
	useEffect(() => {
		// The first run sees the saved definition, before the kept draft was read.
		if (!isLoaded.current) {
			isLoaded.current = true;
			return;
		}
		if (isChanged) window.localStorage.setItem(key, JSON.stringify(draft));
		else window.localStorage.removeItem(key);
	}, [key, draft, isChanged]);
	return {
		draft,
		isChanged,
		change: setDraft,
		/** Gives the draft up. */
		reset: useCallback(() => setDraft(saved), [saved]),
		/** Forgets the kept draft: it was saved. */
		settle: useCallback(() => window.localStorage.removeItem(key), [key]),
	};
}
