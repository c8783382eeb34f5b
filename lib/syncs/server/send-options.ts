import type { Connection } from "@/lib/destinations/contract";
import type { SendOptions } from "@/lib/destinations/server/send-requests";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { type RunWorld, realWorld } from "@/lib/syncs/server/run-world";

/** What every request of a sync has in common: whose allowance it uses, which secrets stay out of its errors, its clock. */
export function sendOptions(
	{ sync, network, connection, freshen }: OpenSync,
	world: RunWorld,
): Pick<
	SendOptions<never>,
	"account" | "freshen" | "readPause" | "timeoutMs" | "sleep" | "clock" | "signal"
> & {
	connection: Connection;
} {
	return {
		account: { destinationId: sync.destinationId, rate: network.rate },
		connection,
		freshen,
		readPause: (answer) => network.readPause(answer),
		timeoutMs: world.timeoutMs ?? network.limits.timeoutMs,
		sleep: world.sleep,
		// Processes share Postgres's clock; only a test's world has another.
		...(world.now === realWorld.now ? {} : { clock: world.now }),
		...(world.signal ? { signal: world.signal } : {}),
	};
}
