import { anyOf } from "@/lib/platform/postgres/any-of";
import { bulkRead } from "@/lib/platform/postgres/bulk-read";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { DueKey } from "@/lib/syncs/deliver";
import { type GateFacts, passesGate } from "@/lib/syncs/passes-gate";
import { findGone } from "@/lib/syncs/server/find-gone";
import { countNewlyHeldOut, readFacts } from "@/lib/syncs/server/people-facts";
import { type GatePass, readBarred } from "@/lib/syncs/server/recheck-keys";
import type { Context } from "@/lib/workspaces/server/context";

export type GateResult = {
	allowed: Set<string>;
	hasUnassignedMembers: boolean;
	/** For `recheckKeys` before each attempt; null when nothing passed. */
	pass: GatePass | null;
};

/**
 * The last gate: queries the stores about every owner of these keys right now. Anything that cannot be
 * determined holds the key back. When someone was held out since the plan was made, nothing passes until a
 * new plan includes them.
 */
export async function checkGate(
	ctx: Context,
	scope: AudienceScope,
	keys: readonly DueKey[],
): Promise<GateResult> {
	// Who is to be kept out is not known: nothing is sent, not even for people who were wanted before.
	if (!scope.isExclusionKnown) return { allowed: new Set(), hasUnassignedMembers: false, pass: null };
	const holdsOut = scope.campaignId !== null || scope.holdouts.length > 0 || scope.globalHoldout !== null;
	if (holdsOut && (await countNewlyHeldOut(ctx, scope)) > 0) {
		return { allowed: new Set(), hasUnassignedMembers: true, pass: null };
	}
	const owners = await bulkRead<[id: string, uid: number]>(Prisma.sql`
		SELECT encode(key_hash, 'hex'), uid FROM delivery_owner
		WHERE sync_id = ${scope.syncId} AND key_hash = ${anyOf(keys.map((key) => key.id))}`);
	const uids = [...new Set(owners.map(([, uid]) => uid))];
	// Before the warehouse is asked: a no on its way there is found by one of the two.
	const barred = await readBarred(ctx, scope, uids, null);
	const gone = await findGone(ctx, scope.ws, uids);
	const facts = await readFacts(ctx, scope, uids);
	const wantedBy = new Map<string, number[]>();
	const byKey = new Map<string, (GateFacts | undefined)[]>();
	for (const [id, uid] of owners) {
		const known = facts.get(uid);
		const gateFacts: GateFacts | undefined = known && {
			isErased: known.isErased || gone.has(uid),
			isHeldOut: known.isHeldOut,
			// In a campaign only people assigned to be treated are wanted, whatever else is true of them.
			isMember: known.isWanted,
			hasConsent: known.hasConsent && !barred.withdrawn.has(uid),
			isSuppressed: known.isSuppressed || barred.suppressed.has(uid),
		};
		if (passesGate([gateFacts])) {
			const wanted = wantedBy.get(id);
			if (wanted) wanted.push(uid);
			else wantedBy.set(id, [uid]);
		}
		const list = byKey.get(id);
		if (list) list.push(gateFacts);
		else byKey.set(id, [gateFacts]);
	}
	// The one whose fields go with a key must be wanted right now, not only someone else with the same key.
	for (const { id, owner } of keys) {
		if (owner !== undefined) wantedBy.set(id, wantedBy.get(id)?.includes(owner) ? [owner] : []);
	}
	return {
		allowed: new Set(
			keys
				.filter((key) => !key.isUnmapped && passesGate(byKey.get(key.id) ?? []))
				.filter((key) => key.owner === undefined || wantedBy.get(key.id)?.includes(key.owner))
				.map((key) => key.id),
		),
		hasUnassignedMembers: false,
		pass: { snapshot: barred.snapshot, owners: wantedBy },
	};
}
