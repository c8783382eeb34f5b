/**
 * Whether a property of this dotted name can be queried. The warehouse treats certain prefixes of a name, or
 * of a part, as its own syntax (a type, a JSON sub-object), however they are quoted: it would read something
 * else, or fail.
 */
export function isQueryable(name: string): boolean {
	return !/^[\^@]`|(?:^|\.):`/.test(name);
}
