/**
 * How much rest follows a computation of ranks, as a multiple of its duration: at most a sixteenth of the
 * time is spent.
 */
const restShare = 15;
/** Numbers that time alone changes constantly are recomputed for that reason at most this often. */
const timeOnlyMs = 60_000;
const maxWorkspaces = 500;

type Paced = { restUntil: number; computedAt: number; waiting: ReadonlyMap<string, Waiting> };

/**
 * A segment that is behind because its ranks rest: the state it is kept in, and whether more than time moves
 * them.
 */
export type Waiting = { state: string; hasNews: boolean };

/**
 * When the ranks of a workspace may be recomputed: a rank depends on everyone's numbers, so a stream of
 * relevant events would recompute it all the time. Per process; each ticking process applies it
 * independently.
 */
export class RankPace {
	readonly #paced = new Map<string, Paced>();
	readonly #restShare: number;
	readonly #timeOnlyMs: number;
	readonly #clock: () => number;

	constructor(options: { restShare?: number; timeOnlyMs?: number; clock?: () => number } = {}) {
		this.#restShare = options.restShare ?? restShare;
		this.#timeOnlyMs = options.timeOnlyMs ?? timeOnlyMs;
		this.#clock = options.clock ?? (() => performance.now());
	}

	/** Whether they have rested enough; for time's sake alone, whether it is time again. */
	mayCompute(workspaceId: string, isForTime = false): boolean {
		const paced = this.#paced.get(workspaceId);
		if (!paced) return true;
		const from = isForTime ? Math.max(paced.restUntil, paced.computedAt + this.#timeOnlyMs) : paced.restUntil;
		return this.#clock() >= from;
	}

	/** Notes what computing them took. */
	computed(workspaceId: string, tookMs: number): void {
		const paced = this.#of(workspaceId);
		const now = this.#clock();
		paced.restUntil = now + this.#restShare * tookMs;
		paced.computedAt = now;
	}

	/** What is known of a segment that is behind; null once it is in any other state. */
	waitingOf(workspaceId: string, segmentId: string, state: string): Waiting | null {
		const waiting = this.#paced.get(workspaceId)?.waiting.get(segmentId);
		return waiting?.state === state ? waiting : null;
	}

	/** The segments that are behind now. */
	setWaiting(workspaceId: string, waiting: ReadonlyMap<string, Waiting>): void {
		if (waiting.size === 0 && !this.#paced.has(workspaceId)) return;
		this.#of(workspaceId).waiting = waiting;
	}

	#of(workspaceId: string): Paced {
		let paced = this.#paced.get(workspaceId);
		if (!paced) {
			paced = { restUntil: 0, computedAt: Number.NEGATIVE_INFINITY, waiting: new Map() };
			this.#paced.set(workspaceId, paced);
			const [oldest] = this.#paced.keys();
			if (this.#paced.size > maxWorkspaces && oldest !== undefined) this.#paced.delete(oldest);
		}
		return paced;
	}
}
