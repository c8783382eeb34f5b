/** What had the focus and is still on the page, each element once: however long someone works in a dialog, its opener is among it. */
let history: HTMLElement[] = [];

function note(element: Element | null): void {
	if (!(element instanceof HTMLElement)) return;
	history = [...history.filter((each) => each.isConnected && each !== element), element];
}

const noteFocus = ({ target }: Event) => note(target instanceof Element ? target : null);
/** A pressed button need not get the focus: a menu's leaves it to its entries, and one browser never gives it. */
const notePress = ({ target }: Event) => note(target instanceof Element ? target.closest("button") : null);

/** Follows where the focus is, for `lastFocused`. Returns how to stop. */
export function followFocus(): () => void {
	document.addEventListener("focusin", noteFocus);
	document.addEventListener("pointerdown", notePress, true);
	return () => {
		document.removeEventListener("focusin", noteFocus);
		document.removeEventListener("pointerdown", notePress, true);
		history = [];
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
