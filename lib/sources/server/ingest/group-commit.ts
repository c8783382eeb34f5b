import { log } from "@/lib/platform/log";
import type { Database } from "@/lib/platform/postgres/database";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import type { Intake } from "@/lib/sources/intake";
import { acceptMessages, type LeftOut } from "@/lib/sources/server/accept-messages";
import type { Catalogue } from "@/lib/sources/server/catalogue";

type Entry = {
	source: string;
	intakes: Intake[];
	resolve: (leftOut: LeftOut[]) => void;
	reject: (error: unknown) => void;
};
type Line = { entries: Entry[]; isRunning: boolean };

const maxMessagesPerCommit = 1_000;
const maxWaiting = 20_000;
/**
 * Between the starts of two flushes. What an insert costs the warehouse hardly depends on how many rows it has, so under
 * a stream all that came meanwhile travel together; after a quiet moment a row travels at once.
 */
const flushEveryMs = 1_000;
/** Also without own rows one looks so often for those that another process left behind. */
const replayEveryMs = 5_000;

/**
 * Lets small requests share transactions: while one commits, the next gather. Each workspace has one line, so requests
 * of one process never wait for each other's locks. A request is answered only once its transaction is on disk.
 */
export class GroupCommit {
	private readonly lines = new Map<number, Line>();
	private waiting = 0;
	private flushing: Promise<void> | null = null;
	private isDirty = true;
	private lastFlush = 0;
	private timer: NodeJS.Timeout | null = null;
	private isStopped = false;

	private readonly stores: { db: Database; warehouse: Warehouse; catalogue: Catalogue };

	constructor(stores: { db: Database; warehouse: Warehouse; catalogue: Catalogue }) {
		this.stores = stores;
		this.plan();
	}

	get isFull(): boolean {
		return this.waiting >= maxWaiting;
	}

	get waitingMessages(): number {
		return this.waiting;
	}

	/** Resolves when the messages would survive a crash of the machine; says what of them is not stored. */
	accept(ws: number, source: string, intakes: Intake[]): Promise<LeftOut[]> {
		if (intakes.length === 0) return Promise.resolve([]);
		this.waiting += intakes.length;
		return new Promise((resolve, reject) => {
			const line = this.lines.get(ws) ?? { entries: [], isRunning: false };
			this.lines.set(ws, line);
			line.entries.push({ source, intakes, resolve, reject });
			// Started after the current turn, so that requests read in one go commit together.
			if (!line.isRunning) {
				line.isRunning = true;
				setImmediate(() => void this.run(ws, line));
			}
		});
	}

	private async run(ws: number, line: Line): Promise<void> {
		while (line.entries.length > 0) {
			const batch: Entry[] = [];
			let count = 0;
			for (let next = line.entries[0]; next; next = line.entries[0]) {
				if (batch.length > 0 && count + next.intakes.length > maxMessagesPerCommit) break;
				batch.push(next);
				count += next.intakes.length;
				line.entries.shift();
			}
			await this.commit(ws, batch);
			this.waiting -= count;
		}
		line.isRunning = false;
		this.lines.delete(ws);
	}

	private async commit(ws: number, batch: Entry[]): Promise<void> {
		const intakes = batch.flatMap((entry) => entry.intakes);
		const sources = batch.flatMap((entry) => entry.intakes.map(() => entry.source));
		try {
			const { leftOut } = await acceptMessages(this.stores.db, this.stores.catalogue, intakes, {
				ws,
				source: (index) => sources[index] ?? "",
				now: new Date(),
				keepForever: false,
			});
			this.isDirty = true;
			this.plan();
			answer(batch, leftOut);
		} catch (error) {
			if (batch.length === 1) {
				log.error("ingest.commit_failed", { ws, messages: intakes.length, error });
				batch[0]?.reject(error);
				return;
			}
			// One request must not fail the others it was committed with.
			const half = Math.ceil(batch.length / 2);
			await this.commit(ws, batch.slice(0, half));
			await this.commit(ws, batch.slice(half));
		}
	}

	/** Sets the timer for the next flush; the one under way sets it at its end. */
	private plan(): void {
		if (this.isStopped || this.flushing !== null) return;
		if (this.timer) clearTimeout(this.timer);
		const dueMs = this.lastFlush + (this.isDirty ? flushEveryMs : replayEveryMs);
		this.timer = setTimeout(() => void this.flush(), Math.max(0, dueMs - Date.now()));
	}

	/** Sends what waits to the warehouse; one flush at a time. Failures are logged and tried again. */
	flush(): Promise<void> {
		this.flushing ??= (async () => {
			this.isDirty = false;
			this.lastFlush = Date.now();
			try {
				await flushOutbox(this.stores.db, this.stores.warehouse);
			} catch (error) {
				this.isDirty = true;
				log.warn("ingest.flush_failed", { error });
			} finally {
				this.flushing = null;
				this.plan();
			}
		})();
		return this.flushing;
	}

	/** Waits for what was accepted, sends it on, stops the timer. */
	async stop(): Promise<void> {
		while (this.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
		this.isStopped = true;
		if (this.timer) clearTimeout(this.timer);
		await this.flushing;
		await this.flush();
	}
}

/** Tells each request of its own messages: they were stored one request after the other. */
function answer(batch: readonly Entry[], leftOut: readonly LeftOut[]): void {
	let first = 0;
	for (const { intakes, resolve } of batch) {
		const from = first;
		first += intakes.length;
		const own = leftOut.filter(({ index }) => index >= from && index < first);
		resolve(own.map((one) => ({ ...one, index: one.index - from })));
	}
}
