import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import type { DestinationFields } from "@/lib/destinations/contracts";
import { networkOf } from "@/lib/destinations/registry";
import { converse } from "@/lib/destinations/server/converse";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { keepFresh } from "@/lib/destinations/server/keep-fresh";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import type { TargetField } from "@/lib/destinations/what-is-sent";
import type { Destination } from "@/lib/platform/postgres/generated/client";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** none: the network does not say which fields exist; unread: it could not be asked, in words. */
export type FieldsThere =
	| { kind: "none" }
	| { kind: "read"; fields: readonly TargetField[] }
	| { kind: "unread"; problem: string };

type Stored = Pick<Destination, "id" | "network" | "settings" | "credentialsEncrypted" | "accountId">;

const timeoutMs = 15_000;
const patienceMs = 6_000;
/** Someone who adds a field there and comes back finds it; who types a mapping asks the network once. */
const keptMs = 30_000;
const failureKeptMs = 5_000;
const maxKept = 200;
const kept = new Map<string, { until: number; reading: Promise<FieldsThere> }>();

/** The fields that exist at a destination now, as of half a minute ago at most. */
export async function readFieldsThere(stored: Stored): Promise<FieldsThere> {
	const network = networkOf(stored.network);
	if (!network.readFields) return { kind: "none" };
	const opened = tryOpenConnection(stored);
	if (!opened.ok) return { kind: "unread", problem: opened.problem };
	// Another place, or another account there, has other fields.
	const key = JSON.stringify([stored.id, stored.accountId, opened.connection]);
	const known = kept.get(key);
	if (known && known.until > Date.now()) return await known.reading;
	const reading = ask(network, stored, opened.connection);
	const entry = { until: Date.now() + keptMs, reading };
	for (const [old, { until }] of kept) if (until <= Date.now()) kept.delete(old);
	if (kept.size < maxKept) kept.set(key, entry);
	const result = await reading.catch((error: unknown) => {
		kept.delete(key);
		throw error;
	});
	if (result.kind === "unread") entry.until = Math.min(entry.until, Date.now() + failureKeptMs);
	return result;
}

async function ask(
	network: DestinationDefinition,
	stored: Stored,
	connection: Connection,
): Promise<FieldsThere> {
	if (!network.readFields) return { kind: "none" };
	const at = new Date();
	const outcome = await converse(network.readFields, {
		connection,
		input: () => ({ at }),
		account: { destinationId: stored.id, rate: network.rate },
		freshen: keepFresh(network, stored, connection),
		readPause: (answer) => network.readPause(answer),
		timeoutMs,
		patienceMs,
		changesNothing: true,
	});
	switch (outcome.kind) {
		case "answered":
			return outcome.value ? { kind: "read", fields: outcome.value } : { kind: "none" };
		case "problem":
			return { kind: "unread", problem: outcome.problem.message };
		default:
			return { kind: "unread", problem: outcome.reason };
	}
}

/** The fields that a mapping can fill at a destination, beyond those its network always has. */
export async function readFields(ctx: Context, destinationId: string): Promise<DestinationFields> {
	allow(ctx, "destinations.read");
	const there = await readFieldsThere(await findDestination(ctx, destinationId));
	const fields = there.kind === "read" ? there.fields : [];
	return {
		isKnown: there.kind === "read",
		problem: there.kind === "unread" ? there.problem : null,
		fields: fields.map(({ name, label, help, type, isRequired, isFixed }) => ({
			name,
			label,
			help,
			type,
			isRequired: isRequired ?? false,
			isFixed: isFixed ?? false,
		})),
	};
}
