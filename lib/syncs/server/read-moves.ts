import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { DeliveryPorts } from "@/lib/syncs/deliver";
import type { Sending } from "@/lib/syncs/server/delivery-ports";
import { readKeys } from "@/lib/syncs/server/ledger-rows";
import { readPayloads } from "@/lib/syncs/server/read-payloads";

type Pair = { id: string; former: string };

/** New keys whose owner's record is still there under a former key, for networks that can move it. */
export function readMoves(sending: Sending): NonNullable<DeliveryPorts["moves"]> {
	const { ctx, open, world, notes } = sending;
	let pairs: Pair[] = [];
	return {
		count: async () => {
			pairs = await findPairs(sending);
			if (pairs.length > 0) notes.progress = { phase: "adding", done: 0, total: pairs.length };
			return pairs.length;
		},
		read: async (after, limit) => {
			const first = after === null ? 0 : Number(after) + 1;
			const page = pairs.slice(first, first + limit);
			const rows = await readKeys(
				open.sync.id,
				page.flatMap(({ id, former }) => [id, former]),
			);
			const byId = new Map(rows.map((row) => [row.id, row]));
			const keys = page.flatMap((pair, index) => {
				const [key, former] = [byId.get(pair.id), byId.get(pair.former)];
				if (!key || !former) return [];
				const { id, value, ledger } = former;
				return [{ ...key, cursor: String(first + index), former: { id, value, ledger } }];
			});
			return await readPayloads(ctx, open, keys, "add", new Date(world.now()));
		},
	};
}

async function findPairs({ ctx, open, world }: Sending): Promise<Pair[]> {
	const syncId = open.sync.id;
	const now = new Date(world.now());
	if (await hasMerges(ctx)) {
		// Of someone who turned out to be another person: theirs becomes the record of that one.
		await ctx.db.$executeRaw`
			UPDATE delivery_key f SET moves_to = k.key_hash
			FROM delivery_owner o
				JOIN profile p ON p.workspace_number = ${ctx.workspace.number} AND p.uid = o.uid AND p.root_uid <> p.uid
				JOIN delivery_owner r ON r.sync_id = o.sync_id AND r.uid = p.root_uid AND r.reason = 'wanted'
				JOIN delivery_key k ON k.sync_id = r.sync_id AND k.key_hash = r.key_hash
			WHERE f.sync_id = ${syncId} AND f.due_at <= ${now} AND NOT f.is_desired AND f.moves_to IS NULL
				AND f.state IN ('present', 'accepted', 'unknown') AND o.sync_id = f.sync_id AND o.key_hash = f.key_hash
				AND k.identifier_kind = f.identifier_kind AND k.is_desired AND k.state IN ('absent', 'unknown')`;
	}
	// Of several former keys of one person, the one that is surely there; the others are removed.
	return await ctx.db.$queryRaw<Pair[]>`
		SELECT DISTINCT ON (k.key_hash) encode(k.key_hash, 'hex') AS id, encode(f.key_hash, 'hex') AS former
		FROM delivery_key f JOIN delivery_key k ON k.sync_id = f.sync_id AND k.key_hash = f.moves_to
		WHERE f.sync_id = ${syncId} AND f.moves_to IS NOT NULL AND f.due_at <= ${now} AND NOT f.is_desired
			AND f.state IN ('present', 'accepted', 'unknown')
			AND k.due_at <= ${now} AND k.is_desired AND k.state IN ('absent', 'unknown')
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = f.sync_id AND o.key_hash = f.key_hash
				AND o.reason IN ('wanted', 'unmapped', 'held_out', 'kept'))
		ORDER BY k.key_hash, f.state = 'present' DESC, f.since DESC, f.key_hash`;
}
