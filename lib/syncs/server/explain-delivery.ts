import { consentPurpose, purposeLabels } from "@/lib/consent/purposes";
import type { DeliveryOfPerson } from "@/lib/syncs/contracts";
import { decidePerson, type OwnerReason } from "@/lib/syncs/decide-key";
import { describeFate, describeKey } from "@/lib/syncs/describe-delivery";
import type { KeyState } from "@/lib/syncs/ledger";
import { openSync, scopeOf, syncInclude } from "@/lib/syncs/server/open-sync";
import { readFacts } from "@/lib/syncs/server/people-facts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Row = {
	kind: string;
	state: KeyState;
	isDesired: boolean;
	isShared: boolean;
	reason: string | null;
	since: Date;
	runId: string | null;
	retryAt: Date | null;
	expiresAt: Date | null;
	ownReason: OwnerReason;
	problem: string | null;
};

/** A person's state at every destination, and why. */
export async function explainDelivery(
	ctx: Context,
	uid: number,
): Promise<{ items: DeliveryOfPerson[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const syncs = await ctx.db.sync.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		orderBy: { createdAt: "desc" },
		take: 100,
		include: syncInclude,
	});
	const items: DeliveryOfPerson[] = [];
	for (const sync of syncs) {
		const { network } = openSync(sync);
		const scope = await scopeOf(ctx, sync, ctx.now);
		const facts = (await readFacts(ctx, scope, [uid])).get(uid);
		const decidedNow: OwnerReason = facts ? (facts.isWanted ? "wanted" : decided(facts)) : "left";
		const rows = await ctx.db.$queryRaw<Row[]>`
			SELECT k.identifier_kind AS kind, k.state, k.is_desired AS "isDesired", k.reason, k.since, k.run_id AS "runId",
				k.retry_at AS "retryAt", k.expires_at AS "expiresAt", o.reason AS "ownReason", o.problem,
				o.is_desired AND NOT k.is_desired AND EXISTS (SELECT 1 FROM delivery_owner x
					WHERE x.sync_id = o.sync_id AND x.key_hash = o.key_hash AND x.reason = 'held_out') AS "isShared"
			FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			WHERE o.sync_id = ${sync.id} AND o.uid = ${uid} ORDER BY k.identifier_kind, k.since`;
		const fate = fateOf(decidedNow, rows);
		// Syncs that never involved this person add nothing useful.
		if ((fate === "left" || fate === "erased") && rows.length === 0) continue;
		items.push({
			syncId: sync.id,
			syncName: sync.name,
			destinationName: sync.destination.name,
			fate,
			removal: null,
			sentence: describeFate(fate, {
				purpose: purposeLabels[consentPurpose.parse(sync.purpose)].toLowerCase(),
				problem: rows.find((row) => row.problem)?.problem ?? null,
				hasIdentifier: rows.length > 0 || sync.runs.length === 0,
			}),
			identifiers: rows.map((row) => ({
				kind: row.kind,
				label: network.identifierKinds.find((kind) => kind.kind === row.kind)?.label ?? row.kind,
				state: row.state,
				sentence: describeKey(row, sync.destination.name),
				since: row.since.toISOString(),
				runId: row.runId,
				nextTryAt: row.retryAt?.toISOString() ?? null,
				expiresAt: row.expiresAt?.toISOString() ?? null,
			})),
		});
	}
	return { items, nextCursor: null };
}

function decided(facts: {
	isErased: boolean;
	isHeldOut: boolean;
	isMember: boolean;
	hasConsent: boolean;
}): OwnerReason {
	const reason = decidePerson(facts);
	return reason === "wanted" ? "left" : reason;
}

/** The last plan knows more of people whose fields cannot be sent, and of those who stay although they left. */
function fateOf(decidedNow: OwnerReason, rows: readonly Row[]): OwnerReason {
	if (decidedNow === "wanted" && rows.some((row) => row.ownReason === "unmapped")) return "unmapped";
	if (decidedNow === "left" && rows.some((row) => row.ownReason === "kept")) return "kept";
	return decidedNow;
}
