import type { Touched, TouchedRow } from "@/lib/rules/server/find-touched";

/** What follows changes, as a tick left it: ids with a text that tells their state from any other. */
export type Followers = ReadonlyMap<string, string>;

type Memory = { followers: Followers; rows: ReadonlyMap<string, number> };

/**
 * A recorded row becomes visible a moment before or after what it stands for. It is looked at in every tick until it is
 * this old; by then whoever was writing it has long ended.
 */
export const usualWholeAfterMs = 5_000;

const mostMemories = 2_000;

/**
 * The recorded rows that ticks of this process have looked at, so that the next one, which reads some seconds of them once
 * more for those that become visible late, need not look at the same people again.
 */
export class SeenRows {
	readonly #memories = new Map<string, Memory>();

	/** The people found with new data, less those all of whose recorded rows the last tick looked at for all of these followers. */
	unseen(workspaceId: string, followers: Followers, { data, recorded }: Touched): Set<number> {
		const seen = this.#recall(workspaceId, followers);
		const people = new Set(data);
		for (const [uid, rows] of recorded) if (!isSeen(rows, seen)) people.add(uid);
		return people;
	}

	/**
	 * The rows that the last tick of a workspace looked at for all of these followers, with how often each was there; null
	 * when one of them has been brought up to date by anybody else since: nobody knows then what it has not seen.
	 */
	#recall(workspaceId: string, followers: Followers): ReadonlyMap<string, number> | null {
		const memory = this.#memories.get(workspaceId);
		if (!memory) return null;
		for (const [id, state] of followers) if (memory.followers.get(id) !== state) return null;
		return memory.rows;
	}

	/** Notes what a tick has looked at. Rows younger than `wholeAfterMs` do not count. */
	remember(
		workspaceId: string,
		followers: Followers,
		rows: Iterable<readonly TouchedRow[]>,
		wholeAfterMs: number,
	): void {
		const seen = new Map<string, number>();
		for (const ofOne of rows)
			for (const { key, times, ageMs } of ofOne) if (ageMs >= wholeAfterMs) seen.set(key, times);
		this.forget(workspaceId);
		this.#memories.set(workspaceId, { followers, rows: seen });
		const [oldest] = this.#memories.keys();
		if (this.#memories.size > mostMemories && oldest !== undefined) this.#memories.delete(oldest);
	}

	forget(workspaceId: string): void {
		this.#memories.delete(workspaceId);
	}
}

/**
 * How old a row must be to count as looked at by a tick that began at `beganMs`: of rows that were on their way then, what
 * they stand for may not all have been visible. `isSettled` says whether what was acknowledged before had arrived.
 */
export function wholeAge(tick: { beganMs: number; isSettled: boolean }, wholeAfterMs: number): number {
	return tick.isSettled ? Math.max(wholeAfterMs, performance.now() - tick.beganMs) : Number.POSITIVE_INFINITY;
}

/** Whether every row was looked at; the same row may have come once more since. */
function isSeen(rows: readonly TouchedRow[], seen: ReadonlyMap<string, number> | null): boolean {
	return seen !== null && rows.every(({ key, times }) => (seen.get(key) ?? 0) >= times);
}
