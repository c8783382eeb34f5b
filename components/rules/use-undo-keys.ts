"use client";

import { useEffect } from "react";
import type { Draft } from "@/components/rules/use-draft";

/** Ctrl/⌘-Z undoes, with Shift (or Ctrl-Y) it is done again, wherever the focus is but in a search. */
export function useUndoKeys({ undo, redo }: Draft, isReadOnly: boolean): void {
	useEffect(() => {
		if (isReadOnly) return;
		const onKeyDown = (event: KeyboardEvent) => {
			const isSearch = event.target instanceof HTMLInputElement && event.target.hasAttribute("cmdk-input");
			if (!(event.metaKey || event.ctrlKey) || isSearch) return;
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
