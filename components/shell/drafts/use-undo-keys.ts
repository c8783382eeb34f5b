"use client";

import { useEffect } from "react";

/** Ctrl/⌘-Z undoes, with Shift (or Ctrl-Y) it is done again, wherever the focus is but in a search or a dialog. */
export function useUndoKeys(
	{ undo, redo }: { undo: () => void; redo: () => void },
	isReadOnly = false,
): void {
	useEffect(() => {
		if (isReadOnly) return;
		const onKeyDown = (event: KeyboardEvent) => {
			const isElsewhere =
				event.target instanceof Element && event.target.closest("[cmdk-input], [role=dialog]");
			if (!(event.metaKey || event.ctrlKey) || event.altKey || isElsewhere) return;
			const key = event.key.toLowerCase();
			if (key !== "z" && key !== "y") return;
			event.preventDefault();
			if (key === "y" || event.shiftKey) redo();
			else undo();
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, [undo, redo, isReadOnly]);
}
