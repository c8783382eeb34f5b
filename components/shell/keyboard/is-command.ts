/**
 * Ctrl or ⌘ and nothing else, or with Shift and nothing else. With Alt it types a letter (AltGr), or is
 * another program's shortcut.
 */
export function isCommand({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent, withShift = false): boolean {
	return ctrlKey !== metaKey && !altKey && shiftKey === withShift;
}
