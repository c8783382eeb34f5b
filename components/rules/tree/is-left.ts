import type { FocusEvent } from "react";

/** Whether the focus goes to another place than this condition and the pickers and menus that it opens. */
export function isLeft({ currentTarget, target, relatedTarget }: FocusEvent<HTMLElement>): boolean {
	// A window that is left keeps its focus for when it is come back to.
	if (relatedTarget === null) return document.activeElement !== target;
	let at: Element | null = relatedTarget;
	while (at && !currentTarget.contains(at)) {
		const opened: Element | null = at.closest("[role=dialog], [role=menu]");
		at = opened?.id ? document.querySelector(`[aria-controls="${CSS.escape(opened.id)}"]`) : null;
	}
	return at === null;
}
