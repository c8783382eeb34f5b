/** Repeatable randomness: the same name gives the same numbers (mulberry32 over a string hash). */
export class Rng {
	private state: number;

	constructor(name: string) {
		let hash = 2166136261;
		for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
		this.state = hash >>> 0;
	}

	/** 0 ≤ x < 1 */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	/** A whole number from `low` to `high`, both included. */
	int(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	pick<T>(list: readonly T[]): T {
		const item = list[Math.floor(this.next() * list.length)];
		if (item === undefined) throw new Error("nothing to pick from");
		return item;
	}

	/** One of the choices, in proportion to their weights. */
	weighted<T>(choices: readonly (readonly [T, number])[]): T {
		let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [value, weight] of choices) {
			left -= weight;
			if (left < 0) return value;
		}
		const last = choices.at(-1);
		if (!last) throw new Error("nothing to pick from");
		return last[0];
	}

	/** How often something happens that happens `mean` times on average (Poisson). */
	times(mean: number): number {
		const limit = Math.exp(-mean);
		let product = this.next();
		let count = 0;
		while (product > limit) {
			product *= this.next();
			count++;
		}
		return count;
	}
}
