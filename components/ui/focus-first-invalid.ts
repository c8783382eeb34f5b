import { flushSync } from "react-dom";

/** Marks what is wrong in a form, and gives the focus to the first field of it. */
export function focusFirstInvalid(mark: () => void): void {
	// The fields are marked once they are drawn.
	flushSync(mark);
	document.querySelector<HTMLElement>("main [aria-invalid=true], form [aria-invalid=true]")?.focus();
}
