import pg from "pg";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

/** First half of the advisory locks' key: "must" in ASCII. */
const lockSpace = 0x6d757374;
/** A dead worker is known within two sweeps. */
const sweepEveryMs = 2_000;

async function lock(client: pg.Client, poolId: string): Promise<void> {
	await client.query("SELECT pg_advisory_lock($1, hashtext($2))", [lockSpace, poolId]);
}

/**
 * A killed worker's jobs would stay locked for four hours. So each worker pool holds a session-level advisory
 * lock for as long as it lives, and every worker checks the owners of locked rows: an owner whose lock is
 * free twice in a row is dead, and its jobs are released. Needs direct connections to Postgres, not a
 * transaction-pooling proxy.
 */
export class WorkerLiveness {
	readonly #poolIds = new Set<string>();
	#client: pg.Client | undefined;
	#timer: NodeJS.Timeout | undefined;
	#suspects = new Set<string>();
	#isClosed = false;
	readonly #pool: pg.Pool;
	readonly #databaseUrl: string;

	constructor(pool: pg.Pool, databaseUrl: string = env.DATABASE_URL) {
		this.#pool = pool;
		this.#databaseUrl = databaseUrl;
	}

	async start(): Promise<void> {
		await this.#connect();
		this.#schedule(0);
	}

	/** Marks this process as the holder of what is locked in the name of this pool. */
	async vouchFor(poolId: string): Promise<void> {
		this.#poolIds.add(poolId);
		if (this.#client) await lock(this.#client, poolId);
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		await this.#client?.end().catch(() => {});
	}

	async #connect(): Promise<void> {
		const client = new pg.Client({ connectionString: this.#databaseUrl, keepAlive: true });
		// A failing attempt also emits an event: only the loss of an established connection starts a new
		// search.
		let isUp = false;
		const onLost = () => {
			if (!isUp || this.#isClosed) return;
			isUp = false;
			log.warn("queue.sign_of_life_lost");
			void this.#reconnect();
		};
		client.on("error", onLost);
		client.on("end", onLost);
		try {
			await client.connect();
			for (const poolId of this.#poolIds) await lock(client, poolId);
		} catch (error) {
			await client.end().catch(() => {});
			throw error;
		}
		if (this.#isClosed) return await client.end();
		isUp = true;
		this.#client = client;
	}

	async #reconnect(): Promise<void> {
		while (!this.#isClosed) {
			try {
				await this.#connect();
				return;
			} catch (error) {
				log.warn("queue.sign_of_life_retry", { error });
				await new Promise((resolve) => setTimeout(resolve, 500));
			}
		}
	}

	#schedule(delayMs: number): void {
		if (this.#isClosed) return;
		this.#timer = setTimeout(() => {
			this.#sweep()
				.catch((error: unknown) => log.warn("queue.sweep_failed", { error }))
				.finally(() => this.#schedule(sweepEveryMs));
		}, delayMs);
	}

	async #sweep(): Promise<void> {
		const { rows } = await this.#pool.query<{ owner: string }>(
			`WITH owners AS MATERIALIZED (
				SELECT locked_by AS owner FROM graphile_worker._private_jobs WHERE locked_at < now() - interval '2 seconds'
				UNION
				SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_at < now() - interval '2 seconds'
			)
			SELECT owner FROM owners
			WHERE owner IS NOT NULL AND owner <> ALL($1::text[]) AND pg_try_advisory_xact_lock($2, hashtext(owner))`,
			[[...this.#poolIds], lockSpace],
		);
		const silent = rows.map((row) => row.owner);
		const dead = silent.filter((owner) => this.#suspects.has(owner));
		this.#suspects = new Set(silent);
		if (dead.length === 0) return;
		log.warn("queue.dead_workers", { workers: dead });
		await this.#pool.query("SELECT graphile_worker.force_unlock_workers($1::text[])", [dead]);
	}
}
