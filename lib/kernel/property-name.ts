/**
 * Whether a property of this dotted name can be asked for. The warehouse takes these beginnings of a name, or of a part, for
 * signs of its own (a type, a part of the JSON), however they are quoted: it would read something else, or refuse.
 */
export function isQueryable(name: string): boolean {
	return !/^[\^@]`|(?:^|\.):`/.test(name);
}
