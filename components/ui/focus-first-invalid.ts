import { flushSync } from "react-dom";

/** Marks a form's errors, and focuses the first invalid field. */
export function focusFirstInvalid(mark: () => void): void {
	// The fields are marked once rendered.
	flushSync(mark);
	document.querySelector<HTMLElement>("main [aria-invalid=true], form [aria-invalid=true]")?.focus();
}
