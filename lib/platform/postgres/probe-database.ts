import { Client } from "pg";

/**
 * Longest a health check waits for a store: the caller must get an answer within two seconds, even if a store
 * hangs.
 */
export const probeMs = 1_500;

/**
 * Whether Postgres responds now. Uses a separate connection, closed afterwards: the pool's may hang with the
 * server, and a check must neither wait for them nor use them up.
 */
export async function probeDatabase(url: string, withinMs = probeMs): Promise<boolean> {
	const client = new Client({
		connectionString: url,
		application_name: "muster-health",
		connectionTimeoutMillis: withinMs,
	});
	client.on("error", () => {});
	const answered = client
		.connect()
		.then(() => client.query("SELECT 1"))
		.then(
			() => true,
			() => false,
		);
	const isUp = (await within(answered, withinMs)) ?? false;
	// A goodbye could hang as well: it is sent without waiting.
	void client.end().catch(() => {});
	return isUp;
}

/** A promise's result if it settles in time; otherwise undefined, and the promise keeps running. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), ms);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
