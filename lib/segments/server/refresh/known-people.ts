import type { Cluster } from "@/lib/rules/evaluate/person-history";
import { type Followers, isSameState } from "@/lib/rules/server/seen-rows";

/** Someone whom a tick has read: their history, and which segments serve each of their numbers. */
export type Known = { history: Cluster; membersOf: ReadonlyMap<number, Set<string>> };

type Memory = {
	rules: string;
	/** The segments whose members are known, as the last tick of this process left them. */
	followers: Followers;
	/** By each of their numbers. */
	people: Map<number, Known>;
	rows: number;
};

type Remembered = {
	rules: string;
	followers: Followers;
	people: ReadonlyMap<number, Known>;
	/** Whom time will pass from now on; empty where that is not known. */
	ahead: ReadonlySet<number>;
};

/** Rows of histories that are kept, of all workspaces together: some 60 MB at most. */
const maxRows = 200_000;

/**
 * Histories of people whom time will soon change, so that ticks without new rows read none. They are valid as
 * long as nothing is recorded for someone and every segment is as the last tick left it: then it has seen
 * every later row.
 */
export class KnownPeople {
	readonly #memories = new Map<string, Memory>();

	/** Those who are known still, after something was recorded of some numbers. */
	recall(
		workspaceId: string,
		{ rules, followers, changed }: { rules: string; followers: Followers; changed: Iterable<number> },
	): ReadonlyMap<number, Known> {
		const memory = this.#memories.get(workspaceId);
		if (!memory) return new Map();
		if (memory.rules !== rules || !isSameState(memory.followers, followers)) {
			this.forget(workspaceId);
			return new Map();
		}
		const news = new Set(changed);
		if (news.size > 0) {
			for (const [uid, { history }] of memory.people) {
				if (history.uids.some((number) => news.has(number))) memory.people.delete(uid);
			}
		}
		return memory.people;
	}

	/** Keeps those whom time will pass; where that is not known, those who were kept before. */
	remember(workspaceId: string, { rules, followers, people, ahead }: Remembered): void {
		const before = this.#memories.get(workspaceId)?.people ?? new Map<number, Known>();
		this.forget(workspaceId);
		const wanted = ahead.size > 0 ? ahead : before;
		const kept = new Map<number, Known>();
		let rows = 0;
		for (const known of new Set(people.values())) {
			const { uids, events, traits } = known.history;
			const more = events.length + traits.length + 1;
			if (rows + more > maxRows || !uids.some((number) => wanted.has(number))) continue;
			rows += more;
			for (const number of uids) kept.set(number, known);
		}
		if (kept.size === 0) return;
		this.#memories.set(workspaceId, { rules, followers, people: kept, rows });
		let all = [...this.#memories.values()].reduce((sum, memory) => sum + memory.rows, 0);
		for (const [oldest, memory] of this.#memories) {
			if (all <= maxRows) break;
			all -= memory.rows;
			this.#memories.delete(oldest);
		}
	}

	forget(workspaceId: string): void {
		this.#memories.delete(workspaceId);
	}
}
