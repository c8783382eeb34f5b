/** A condition with one of its parts as typed or chosen; an empty input removes the part. */
export function withPart<L extends object, K extends keyof L>(leaf: L, part: K, value: L[K] | ""): L {
	const { [part]: _, ...rest } = leaf;
	// Safe because only parts that may be missing are named.
	return (value === "" ? rest : { ...rest, [part]: value }) as L;
}
