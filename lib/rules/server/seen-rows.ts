import type { Recorded, RecordedRow } from "@/lib/rules/server/find-recorded";

/** What follows changes, as a tick left it: ids with a text that tells their state from any other. */
export type Followers = ReadonlyMap<string, string>;

/** Whether each of these followers is unchanged: no other process has updated it since. */
export function isSameState(left: Followers, followers: Followers): boolean {
	for (const [id, state] of followers) if (left.get(id) !== state) return false;
	return true;
}

type Memory = { followers: Followers; rows: ReadonlyMap<string, number> };

/** Up to which instants rows count as processed by a tick, by how they arrived. */
export type WholeUpTo = {
	queuedMs: number;
	otherMs: number;
	/** What was being served of segments before the tick read it; of one that is not here nothing is known. */
	served?: ReadonlyMap<string, number>;
};

const maxMemories = 2_000;

/**
 * The recorded rows that ticks of this process have processed, so that the next one, which rereads some
 * seconds for rows that become visible late, need not evaluate the same people again.
 */
export class SeenRows {
	readonly #memories = new Map<string, Memory>();

	/** The people found with those of their recorded rows that the last tick did not look at for all of these followers. */
	unseen(workspaceId: string, followers: Followers, recorded: Recorded): Map<number, RecordedRow[]> {
		const seen = this.#recall(workspaceId, followers);
		const people = new Map<number, RecordedRow[]>();
		for (const [uid, rows] of recorded.rows) {
			// The same row may have come once more since.
			const left = seen === null ? rows : rows.filter(({ key, times }) => (seen.get(key) ?? 0) < times);
			if (left.length > 0) people.set(uid, left);
		}
		return people;
	}

	/**
	 * The rows that the last tick of a workspace processed for all of these followers, with the count of
	 * each; null when another process has updated one of them since: what it has not seen is then unknown.
	 */
	#recall(workspaceId: string, followers: Followers): ReadonlyMap<string, number> | null {
		const memory = this.#memories.get(workspaceId);
		return memory && isSameState(memory.followers, followers) ? memory.rows : null;
	}

	/** Records what a tick has processed, except rows that are too recent. */
	remember(
		workspaceId: string,
		followers: Followers,
		rows: Iterable<readonly RecordedRow[]>,
		wholeUpTo: WholeUpTo,
	): void {
		const seen = new Map<string, number>();
		for (const ofOne of rows) {
			for (const row of ofOne) if (isWhole(row, wholeUpTo)) seen.set(row.key, row.times);
		}
		this.forget(workspaceId);
		this.#memories.set(workspaceId, { followers, rows: seen });
		const [oldest] = this.#memories.keys();
		if (this.#memories.size > maxMemories && oldest !== undefined) this.#memories.delete(oldest);
	}

	forget(workspaceId: string): void {
		this.#memories.delete(workspaceId);
	}
}

function isWhole({ atMs, origin }: RecordedRow, { queuedMs, otherMs, served }: WholeUpTo): boolean {
	if (origin.by === "segment") return atMs <= Math.max(otherMs, served?.get(origin.segment) ?? otherMs);
	return atMs <= (origin.by === "outbox" ? queuedMs : otherMs);
}
