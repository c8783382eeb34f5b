/** Memoizes a function of an immutable object, for as long as the object exists. */
export function rememberOfObject<In extends object, Out>(work: (input: In) => Out): (input: In) => Out {
	const known = new WeakMap<In, Out>();
	return (input) => {
		let found = known.get(input);
		if (found === undefined) {
			found = work(input);
			known.set(input, found);
		}
		return found;
	};
}
