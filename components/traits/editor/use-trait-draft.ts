"use client";

import { type KeptDraftState, useKeptDraft } from "@/components/shell/drafts/use-kept-draft";
import type { TraitDraft } from "@/components/traits/editor/draft";
import { traitKinds } from "@/lib/traits/definition";

/** A definition being edited, and a new one's name. */
export type NamedTraitDraft = { name: string; draft: TraitDraft };

function readDraft(kept: unknown): NamedTraitDraft | null {
	if (typeof kept !== "object" || kept === null || !("draft" in kept) || !("name" in kept)) return null;
	const { name, draft } = kept;
	if (typeof name !== "string" || typeof draft !== "object" || draft === null || !("kind" in draft))
		return null;
	// Safe because only this hook writes the key; a draft of another shape is refused by the check, not trusted.
	return traitKinds.some((kind) => kind === draft.kind) ? { name, draft: draft as TraitDraft } : null;
}

/** The current ids of all conditions. */
function orderOf(value: unknown): string {
	if (typeof value !== "object" || value === null) return "";
	const own = "id" in value ? String(value.id) : "";
	return `${own}(${Object.values(value).map(orderOf).join("")})`;
}

const ofTraits = { read: readDraft, orderOf };

export function useTraitDraft(
	saved: NamedTraitDraft,
	key: string,
	version = 0,
): KeptDraftState<NamedTraitDraft> {
	return useKeptDraft(saved, { key, version, ...ofTraits });
}
