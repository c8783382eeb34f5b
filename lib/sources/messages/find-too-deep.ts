/** A message may nest so many levels; what is kept of it nests far fewer. */
export const maxLevels = 100;

type Place = { value: object; path: string; level: number };

/**
 * The first place, by its outermost names, at which a value nests deeper than `maxLevels`; null when none does. Keeps its
 * own list of what is left to look at: the depth of a stranger's message must not become that of the stack.
 */
export function findTooDeep(value: unknown): string | null {
	if (typeof value !== "object" || value === null) return null;
	const open: Place[] = [{ value, path: "", level: 1 }];
	for (let place = open.pop(); place; place = open.pop()) {
		if (place.level > maxLevels) return place.path;
		for (const [key, inner] of Object.entries(place.value)) {
			if (typeof inner !== "object" || inner === null) continue;
			const path = place.level > 2 ? place.path : place.path === "" ? key : `${place.path}.${key}`;
			open.push({ value: inner, path, level: place.level + 1 });
		}
	}
	return null;
}
