/** A draft as this browser keeps it, with the saved version it began from; 0 where nothing is saved yet. */
export type KeptDraft = { basedOn: number; value: unknown };

function readText(text: string | null): KeptDraft | null {
	try {
		const kept: unknown = text === null ? null : JSON.parse(text);
		if (typeof kept !== "object" || kept === null || !("value" in kept) || !("basedOn" in kept)) return null;
		return typeof kept.basedOn === "number" ? { basedOn: kept.basedOn, value: kept.value } : null;
	} catch {
		// A draft that cannot be read is treated as missing.
		return null;
	}
}

export function readKept(key: string): KeptDraft | null {
	try {
		return readText(window.localStorage.getItem(key));
	} catch {
		// Without storage there is no draft.
		return null;
	}
}

/** Whether this browser holds an unsaved draft. */
export function isDraftKept(key: string): boolean {
	return readKept(key) !== null;
}

/** Keeps a draft; false if storage is unavailable or full. */
export function keepDraft(key: string, kept: KeptDraft): boolean {
	try {
		window.localStorage.setItem(key, JSON.stringify(kept));
		return true;
	} catch {
		return false;
	}
}

export function forgetDraft(key: string): void {
	try {
		window.localStorage.removeItem(key);
	} catch {
		// Without storage there is nothing to delete.
	}
}

/**
 * Notifies of another tab's changes to a draft: it keeps another one, or, with null, saves or discards it.
 */
export function watchKept(key: string, onChange: (kept: KeptDraft | null) => void): () => void {
	const listen = (event: StorageEvent) => {
		if (event.key === key || event.key === null) onChange(readText(event.newValue));
	};
	window.addEventListener("storage", listen);
	return () => window.removeEventListener("storage", listen);
}
