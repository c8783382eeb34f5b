/** Limits how many run at once; the others wait in order, up to a limit and a time. */
export class Slots {
	readonly #size: number;
	readonly #maxWaiting: number;
	readonly #maxWaitMs: number;
	#running = 0;
	readonly #waiting: Array<() => void> = [];

	constructor(size: number, maxWaiting: number, maxWaitMs: number) {
		this.#size = size;
		this.#maxWaiting = maxWaiting;
		this.#maxWaitMs = maxWaitMs;
	}

	get running(): number {
		return this.#running;
	}

	/**
	 * Acquires a slot; false when the queue is full, the wait too long or the signal aborted. Release it with
	 * `leave`.
	 */
	async enter(signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		if (this.#running < this.#size) {
			this.#running += 1;
			return true;
		}
		if (this.#waiting.length >= this.#maxWaiting) return false;
		return new Promise((resolve) => {
			const settle = (entered: boolean) => {
				clearTimeout(timer);
				signal.removeEventListener("abort", giveUp);
				resolve(entered);
			};
			const go = () => {
				this.#running += 1;
				settle(true);
			};
			const giveUp = () => {
				const at = this.#waiting.indexOf(go);
				if (at !== -1) this.#waiting.splice(at, 1);
				settle(false);
			};
			const timer = setTimeout(giveUp, this.#maxWaitMs);
			signal.addEventListener("abort", giveUp, { once: true });
			this.#waiting.push(go);
		});
	}

	leave(): void {
		this.#running -= 1;
		this.#waiting.shift()?.();
	}
}
