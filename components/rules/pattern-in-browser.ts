import { useSyncExternalStore } from "react";
// By its path, not its name: in the browser the name resolves to this file (next.config.js).
import type * as Pattern from "../../lib/rules/pattern";

let loaded: typeof Pattern | null = null;
let isAskedFor = false;
const listeners = new Set<() => void>();

async function load(): Promise<void> {
	isAskedFor = true;
	try {
		loaded = await import("../../lib/rules/pattern");
		for (const listener of listeners) listener();
	} catch {
		// Without a network the next check tries again; the server checks patterns anyway.
		isAskedFor = false;
	}
}

/**
 * Replaces `lib/rules/pattern` in the browser. RE2 is a quarter of what the builder would load, and few rules
 * have a pattern: it is fetched when the first one is checked, and until then a pattern counts as valid.
 */
export const findPatternProblem: typeof Pattern.findPatternProblem = (pattern) => {
	if (loaded) return loaded.findPatternProblem(pattern);
	if (!isAskedFor) void load();
	return null;
};

/** Until it is fetched a pattern counts as the smallest. */
export const patternSize: typeof Pattern.patternSize = (pattern) => {
	if (loaded) return loaded.patternSize(pattern);
	if (!isAskedFor) void load();
	return 1;
};

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Becomes true when patterns can be checked: anything checked before must then be checked again. */
export function useCanCheckPatterns(): boolean {
	return useSyncExternalStore(
		subscribe,
		() => loaded !== null,
		() => false,
	);
}
