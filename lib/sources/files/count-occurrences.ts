/**
 * Says for each row key how often it came before in the file. Keeps 48 bits of each key in a flat table (about 12 to
 * 24 bytes a row; repeated rows a little more), so that a file of ten million rows fits beside everything else.
 */
export class OccurrenceCounter {
	private table = new Float64Array(1 << 12);
	private used = 0;
	private readonly repeated = new Map<number, number>();

	/** 1 for the first row with this key (hexadecimal), 2 for the second, … */
	next(key: string): number {
		// 52 bits fit a double exactly; 0 marks a free place.
		const value = Number.parseInt(key.slice(0, 13), 16) + 1;
		if (this.add(value)) return 1;
		const count = (this.repeated.get(value) ?? 1) + 1;
		this.repeated.set(value, count);
		return count;
	}

	private add(value: number): boolean {
		if (this.used * 1.6 > this.table.length) this.grow();
		const mask = this.table.length - 1;
		for (let at = value % (mask + 1); ; at = (at + 1) & mask) {
			const there = this.table[at];
			if (there === value) return false;
			if (there === 0) {
				this.table[at] = value;
				this.used++;
				return true;
			}
		}
	}

	private grow(): void {
		const old = this.table;
		this.table = new Float64Array(old.length * 2);
		this.used = 0;
		for (const value of old) if (value !== 0) this.add(value);
	}
}
