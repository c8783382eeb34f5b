import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

const reconnectMs = 5_000;
const maxKept = 1_000;

/** Notifications on a Postgres channel that have not been read yet. */
export type Notices = {
	readonly hasSome: boolean;
	/** The texts so far, each once. */
	take: () => string[];
	/** Calls back at the next notice; null unsubscribes. */
	onNext: (callback: (() => void) | null) => void;
	/** Settles when the connection is closed. */
	closed: Promise<void>;
};

/**
 * Listens on a Postgres channel until stopped. A broken connection is reopened; notifications in between are
 * lost.
 */
export function watchNotices(channel: string, stop: AbortSignal): Notices {
	const texts = new Set<string>();
	let callback: (() => void) | null = null;
	const hear = (text: string) => {
		if (texts.size < maxKept) texts.add(text);
		callback?.();
	};
	return {
		get hasSome() {
			return texts.size > 0;
		},
		take: () => {
			const received = [...texts];
			texts.clear();
			return received;
		},
		onNext: (next) => {
			callback = next;
		},
		closed: keepListening(channel, hear, stop),
	};
}

async function keepListening(
	channel: string,
	hear: (text: string) => void,
	stop: AbortSignal,
): Promise<void> {
	while (!stop.aborted) {
		try {
			await listen(channel, hear, stop);
		} catch (error) {
			log.warn("queue.notices_lost", { channel, error });
			await sleep(reconnectMs, undefined, { signal: stop }).catch(() => {});
		}
	}
}

/** Returns when stopped, throws when the connection breaks. */
async function listen(channel: string, hear: (text: string) => void, stop: AbortSignal): Promise<void> {
	const client = new pg.Client({ connectionString: env.DATABASE_URL, keepAlive: true });
	client.on("notification", ({ payload }) => hear(payload ?? ""));
	const ended = new Promise<void>((resolve, reject) => {
		client.on("error", reject);
		client.on("end", () => (stop.aborted ? resolve() : reject(new Error("Postgres closed the connection"))));
		stop.addEventListener("abort", () => resolve(), { once: true });
	});
	// Seen to below, also when connecting fails first.
	ended.catch(() => {});
	try {
		await client.connect();
		await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
		await ended;
	} finally {
		await client.end().catch(() => {});
	}
}
