import type { Connection, DestinationDefinition, Rate } from "@/lib/destinations/contract";
import { leadsToSandbox } from "@/lib/destinations/server/open-connection";
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
		account: { destinationId: sync.destinationId, rate: rateOf(sync, network, world) },
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

/** The account's allowance. No code outside of measurements asks for none, and then only the sandbox may be reached. */
function rateOf(
	{ destination }: OpenSync["sync"],
	network: DestinationDefinition,
	{ isUnlimited = false }: RunWorld,
): Rate | null {
	if (!isUnlimited) return network.rate;
	if (leadsToSandbox(destination.settings)) return null;
	throw new Error("Only the sandbox may be sent to without a limit");
}
