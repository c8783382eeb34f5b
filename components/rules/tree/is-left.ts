import type { FocusEvent } from "react";

/** Whether the focus leaves this condition and the pickers and menus that it opens. */
export function isLeft({ currentTarget, target, relatedTarget }: FocusEvent<HTMLElement>): boolean {
	// A window that loses focus keeps its focused element for when the user returns.
	if (relatedTarget === null) return document.activeElement !== target;
	let at: Element | null = relatedTarget;
	while (at && !currentTarget.contains(at)) {
		const opened: Element | null = at.closest("[role=dialog], [role=menu]");
		at = opened?.id ? document.querySelector(`[aria-controls="${CSS.escape(opened.id)}"]`) : null;
	}
	return at === null;
}
