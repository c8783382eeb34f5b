/**
 * Elements that had the focus and are still on the page, each once: a dialog's opener is among them however
 * long it was open.
 */
let history: HTMLElement[] = [];

function note(element: Element | null): void {
	if (!(element instanceof HTMLElement)) return;
	history = [...history.filter((each) => each.isConnected && each !== element), element];
}

const noteFocus = ({ target }: Event) => note(target instanceof Element ? target : null);
/**
 * A pressed button may not get the focus: a menu button leaves it to its items, and one browser never focuses
 * buttons.
 */
const notePress = ({ target }: Event) => note(target instanceof Element ? target.closest("button") : null);

/** Tracks the focus for `lastFocused`. Returns a function that stops it. */
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
 * The last focused element outside of `closing` that is still on the page: a dialog's opener, even if that
 * was an item of a menu that is gone; then it is the menu's button.
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

/** To be called when a dialog or a drawer closes, instead of the library's own focus return. */
export function returnFocus(event: Event): void {
	if (event.defaultPrevented || !(event.target instanceof Element)) return;
	const opener = lastFocused(event.target);
	if (!opener) return;
	event.preventDefault();
	opener.focus();
}
