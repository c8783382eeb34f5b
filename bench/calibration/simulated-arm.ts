import type { Sample } from "@/lib/stats/sample";
import { shareSample } from "@/lib/stats/sample";

/** Draws the value of one person who is active. */
export type Draw = () => number;

/** One arm as it grows. Values are near 1, so that power sums lose no digits that matter here. */
export class SimulatedArm {
	people = 0;
	active = 0;
	private x1 = 0;
	private x2 = 0;
	private x3 = 0;
	private l1 = 0;
	private l2 = 0;
	private l3 = 0;
	private l4 = 0;
	private largest = 0;

	/** More people, of whom some are active with a value that is drawn and multiplied. */
	grow(people: number, active: number, draw: Draw, times = 1): void {
		this.people += people;
		this.active += active;
		for (let i = 0; i < active; i++) {
			const x = draw() * times;
			const log = Math.log(x);
			const squared = log * log;
			this.x1 += x;
			this.x2 += x * x;
			this.x3 += x * x * x;
			this.l1 += log;
			this.l2 += squared;
			this.l3 += squared * log;
			this.l4 += squared * squared;
			if (x > this.largest) this.largest = x;
		}
	}

	values(): Sample {
		const { active: n } = this;
		if (n === 0) return shareSample(this.people, 0);
		const mean = this.x1 / n;
		const log = this.l1 / n;
		return {
			n: this.people,
			total: this.x1,
			active: n,
			mean,
			m2: Math.max(0, this.x2 - n * mean * mean),
			m3: this.x3 - 3 * mean * this.x2 + 2 * n * mean ** 3,
			log: {
				m2: Math.max(0, this.l2 - n * log * log),
				m4: Math.max(0, this.l4 - 4 * log * this.l3 + 6 * log * log * this.l2 - 3 * n * log ** 4),
			},
			extreme: this.largest,
		};
	}

	shares(): Sample {
		return shareSample(this.people, this.active);
	}
}
