/** A draft as this browser keeps it, with the saved version it began from; 0 where nothing is saved yet. */
export type KeptDraft = { basedOn: number; value: unknown };

function readText(text: string | null): KeptDraft | null {
	try {
		const kept: unknown = text === null ? null : JSON.parse(text);
		if (typeof kept !== "object" || kept === null || !("value" in kept) || !("basedOn" in kept)) return null;
		return typeof kept.basedOn === "number" ? { basedOn: kept.basedOn, value: kept.value } : null;
	} catch {
		// A draft that cannot be read is a draft that is not there.
		return null;
	}
}

export function readKept(key: string): KeptDraft | null {
	try {
		return readText(window.localStorage.getItem(key));
	} catch {
		// A browser that keeps nothing has kept nothing.
		return null;
	}
}

/** Whether this browser keeps a draft that was not saved. */
export function isDraftKept(key: string): boolean {
	return readKept(key) !== null;
}

/** Keeps a draft; false where this browser keeps nothing, or has no room left. */
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
		// What was never kept need not be forgotten.
	}
}

/** Tells what another tab of this browser does to a draft: keeps another one, or, with null, saves or discards it. */
export function watchKept(key: string, onChange: (kept: KeptDraft | null) => void): () => void {
	const listen = (event: StorageEvent) => {
		if (event.key === key || event.key === null) onChange(readText(event.newValue));
	};
	window.addEventListener("storage", listen);
	return () => window.removeEventListener("storage", listen);
}
