import type { BatchRow } from "@/lib/destinations/contract";
import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { DueKey, FormerKey } from "@/lib/syncs/deliver";
import type { Operation } from "@/lib/syncs/ledger";
import { readDue } from "@/lib/syncs/server/ledger-rows";
import { mapPerson } from "@/lib/syncs/server/map-person";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { readValues } from "@/lib/syncs/server/read-values";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Adds to due keys what is sent with them: the fields of the person they stand for, as they are now. Of several wanted
 * people with one key that is the one with the lowest number.
 */
export async function readPayloads(
	ctx: Context,
	open: OpenSync,
	keys: readonly DueKey[],
	operation: Operation,
	asOf: Date,
): Promise<DueKey[]> {
	const { sync, network, mapping } = open;
	if (keys.length === 0 || (mapping.length === 0 && network.shape !== "stream")) return [...keys];
	const rows = await ctx.db.$queryRaw<{ id: string; uid: number }[]>`
		SELECT DISTINCT ON (key_hash) encode(key_hash, 'hex') AS id, uid FROM delivery_owner
		WHERE sync_id = ${sync.id} AND key_hash = ${anyOf(keys.map((key) => key.id))}
			AND (reason = 'wanted' OR ${operation === "remove"})
		ORDER BY key_hash, uid`;
	const owners = new Map(rows.map((row) => [row.id, row.uid]));
	if (operation === "remove" || mapping.length === 0)
		return keys.map((key) => withOwner(key, owners.get(key.id)));
	const values = await readValues(ctx, { mapping, hasMerges: await hasMerges(ctx), asOf }, [
		...new Set(owners.values()),
	]);
	return keys.map((key) => {
		const owner = owners.get(key.id);
		const { fields, problems, version } = mapPerson(
			open,
			owner === undefined ? undefined : values.get(owner),
		);
		const named = withOwner(key, owner);
		// The next plan writes the reason down.
		if (owner === undefined || problems.length > 0) return { ...named, isUnmapped: true };
		return { ...named, fields, ledger: { ...key.ledger, desiredVersion: version } };
	});
}

function withOwner(key: DueKey, owner: number | undefined): DueKey {
	return owner === undefined ? key : { ...key, owner };
}

/** What is due, with what is sent with it. */
export async function readDuePayloads(
	{ ctx, open, now }: { ctx: Context; open: OpenSync; now: number },
	operation: Operation,
	where: Prisma.Sql,
	{ after, limit }: { after: string | null; limit: number },
): Promise<DueKey[]> {
	return await readPayloads(ctx, open, await readDue(where, after, limit), operation, new Date(now));
}

/** The rows of a request as the network's conversation reads them. */
export function toBatchRows(
	{ sync, network }: OpenSync,
	operation: Operation,
	keys: readonly DueKey[],
): BatchRow[] {
	return keys.map((key) => ({
		kind: key.kind,
		value: key.value,
		...(key.fields ? { fields: key.fields } : {}),
		...(key.ledger.remoteId === null || key.former ? {} : { remoteId: key.ledger.remoteId }),
		...(key.former ? { former: formerOf(key.former) } : {}),
		...(network.shape === "stream" ? { occurrence: occurrenceOf(sync.id, key, operation) } : {}),
	}));
}

function formerOf({ value, ledger: { remoteId } }: FormerKey): NonNullable<BatchRow["former"]> {
	return { value, ...(remoteId === null ? {} : { remoteId }) };
}

function occurrenceOf(
	syncId: string,
	key: DueKey,
	operation: Operation,
): NonNullable<BatchRow["occurrence"]> {
	const { stateBefore, sentVersion } = key.ledger;
	// What was sent before and never answered may be there: then the fields last confirmed tell.
	const wasThere =
		stateBefore === "present" ||
		stateBefore === "accepted" ||
		(stateBefore === "unknown" && sentVersion !== null);
	const change = operation === "remove" ? "left" : wasThere ? "changed" : "entered";
	const hash = keyedHash(`${syncId}\n${key.id}\n${key.occurrence ?? ""}\n${change}`, "occurrence");
	return {
		token: Buffer.from(hash).toString("hex").slice(0, 32),
		change,
		personId: key.owner === undefined ? null : String(key.owner),
	};
}
