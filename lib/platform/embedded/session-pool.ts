import type { Session } from "chdb";

const maxIdle = 32;

/**
 * Idle sessions, by how they were prepared: a database and settings. Only sessions that a statement left
 * unchanged are returned, so that nothing leaks from one statement into another.
 */
export class SessionPool {
	readonly #idle = new Map<string, Session[]>();
	#count = 0;

	take(key: string): Session | undefined {
		const sessions = this.#idle.get(key);
		const session = sessions?.pop();
		if (!session) return undefined;
		if (sessions?.length === 0) this.#idle.delete(key);
		this.#count -= 1;
		return session;
	}

	give(key: string, session: Session): void {
		// The least recently used settings come first in the map.
		const others = this.#idle.get(key) ?? [];
		this.#idle.delete(key);
		this.#idle.set(key, others);
		others.push(session);
		this.#count += 1;
		if (this.#count <= maxIdle) return;
		const [oldest] = this.#idle.keys();
		if (oldest !== undefined) this.take(oldest)?.close();
	}

	close(): void {
		for (const key of [...this.#idle.keys()]) {
			for (let session = this.take(key); session; session = this.take(key)) session.close();
		}
	}
}
