"use client";

import { useEffect } from "react";
import { isCommand } from "@/components/shell/keyboard/is-command";

/** Where keys are meant for an overlay, or for a search. */
const elsewhere = "[cmdk-input], [role=dialog], [role=alertdialog]";

/** Ctrl/⌘-Z undoes, with Shift (or Ctrl-Y) redoes, wherever the focus is except in a search or a dialog. */
export function useUndoKeys(
	{ undo, redo }: { undo: () => void; redo: () => void },
	isReadOnly = false,
): void {
	useEffect(() => {
		if (isReadOnly) return;
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.target instanceof Element && event.target.closest(elsewhere)) return;
			const key = event.key.toLowerCase();
			const step =
				key === "z" && isCommand(event)
					? undo
					: (key === "z" && isCommand(event, true)) || (key === "y" && isCommand(event))
						? redo
						: null;
			if (!step) return;
			event.preventDefault();
			step();
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, [undo, redo, isReadOnly]);
}
