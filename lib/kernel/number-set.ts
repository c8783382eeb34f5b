/** A set of whole numbers from 0, one bit each: of a million people it takes an eighth of a megabyte. */
export class NumberSet {
	#bits = new Uint8Array(1_024);

	add(value: number): void {
		const at = value >>> 3;
		if (at >= this.#bits.length) {
			const grown = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
			grown.set(this.#bits);
			this.#bits = grown;
		}
		this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (value & 7));
	}

	has(value: number): boolean {
		return ((this.#bits[value >>> 3] ?? 0) & (1 << (value & 7))) !== 0;
	}
}
