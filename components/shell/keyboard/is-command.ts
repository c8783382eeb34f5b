/** Ctrl or ⌘ and nothing else, or with Shift and nothing else. With Alt a letter is typed (AltGr), or it is another's shortcut. */
export function isCommand({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent, withShift = false): boolean {
	return ctrlKey !== metaKey && !altKey && shiftKey === withShift;
}
