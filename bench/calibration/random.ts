import { seededRandom } from "@/lib/stats/testing/seeded-random";

/** Deterministic draws for simulations. */
export interface Random {
	/** In [0, 1). */
	uniform: () => number;
	normal: () => number;
	/** How many of n happen, each with probability p. */
	binomial: (n: number, p: number) => number;
}

export function randomFrom(seed: number): Random {
	const uniform = seededRandom(seed);
	let spare = Number.NaN;
	/** G. Box & M. Muller (1958). */
	const normal = () => {
		if (!Number.isNaN(spare)) {
			const kept = spare;
			spare = Number.NaN;
			return kept;
		}
		const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
		const angle = 2 * Math.PI * uniform();
		spare = radius * Math.sin(angle);
		return radius * Math.cos(angle);
	};
	/** By the waiting times between those that happen: exact, and as quick as they are few (L. Devroye 1986, X.4.3). */
	const binomial = (n: number, p: number): number => {
		if (p >= 1) return n;
		if (p <= 0) return 0;
		if (p > 0.5) return n - binomial(n, 1 - p);
		const log = Math.log1p(-p);
		let happened = 0;
		for (let at = 0; ; happened++) {
			at += Math.floor(Math.log(1 - uniform()) / log) + 1;
			if (at > n) return happened;
		}
	};
	return { uniform, normal, binomial };
}
