/** So many elements are remembered: a menu and what it opened from are two, a menu in a dialog four. */
const remembered = 8;
const history: HTMLElement[] = [];

function note(event: FocusEvent): void {
	if (!(event.target instanceof HTMLElement)) return;
	history.push(event.target);
	if (history.length > remembered) history.shift();
}

/** Follows where the focus is, for `lastFocused`. Returns how to stop. */
export function followFocus(): () => void {
	document.addEventListener("focusin", note);
	return () => {
		document.removeEventListener("focusin", note);
		history.length = 0;
	};
}

/**
 * What had the focus last outside of `closing` and is still on the page: the opener of a dialog, also where that was
 * an entry of a menu that is gone, whose button it is then.
 */
export function lastFocused(closing: Element): HTMLElement | null {
	return (
		history.findLast(
			(element) =>
				element.isConnected &&
				element !== document.body &&
				!closing.contains(element) &&
				!element.closest("[role=menu]"),
		) ?? null
	);
}

/** To be called when a dialog or a drawer closes, in the place of the library's own way back. */
export function returnFocus(event: Event): void {
	if (event.defaultPrevented || !(event.target instanceof Element)) return;
	const opener = lastFocused(event.target);
	if (!opener) return;
	event.preventDefault();
	opener.focus();
}
