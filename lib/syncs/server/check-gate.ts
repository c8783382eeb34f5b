import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { DueKey } from "@/lib/syncs/deliver";
import { type GateFacts, passesGate } from "@/lib/syncs/passes-gate";
import { anyOf } from "@/lib/syncs/server/ledger-rows";
import { countPeople, readFacts } from "@/lib/syncs/server/people-facts";
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
	if (scope.campaignId !== null && (await countPeople(ctx, scope)).newlyHeldOut > 0) {
		return { allowed: new Set(), hasUnassignedMembers: true, pass: null };
	}
	const owners = await ctx.db.$queryRaw<{ id: string; uid: number; isAlive: boolean }[]>`
		SELECT encode(o.key_hash, 'hex') AS id, o.uid,
			(p.uid IS NOT NULL AND p.erased_at IS NULL AND p.root_uid = p.uid) AS "isAlive"
		FROM delivery_owner o LEFT JOIN profile p ON p.workspace_number = ${scope.ws} AND p.uid = o.uid
		WHERE o.sync_id = ${scope.syncId} AND o.key_hash = ${anyOf(keys.map((key) => key.id))}`;
	const uids = [...new Set(owners.map((owner) => owner.uid))];
	// Before the warehouse is asked: a no on its way there is found by one of the two.
	const barred = await readBarred(ctx, scope, uids, null);
	const facts = await readFacts(ctx, scope, uids);
	const wantedBy = new Map<string, number[]>();
	const byKey = new Map<string, (GateFacts | undefined)[]>();
	for (const owner of owners) {
		const known = facts.get(owner.uid);
		const gateFacts: GateFacts | undefined = known && {
			isErased: known.isErased || !owner.isAlive,
			isHeldOut: known.isHeldOut,
			// In a campaign only people assigned to be treated are wanted, whatever else is true of them.
			isMember: known.isWanted,
			hasConsent: known.hasConsent && !barred.withdrawn.has(owner.uid),
			isSuppressed: known.isSuppressed || barred.suppressed.has(owner.uid),
		};
		if (passesGate([gateFacts])) {
			const wanted = wantedBy.get(owner.id);
			if (wanted) wanted.push(owner.uid);
			else wantedBy.set(owner.id, [owner.uid]);
		}
		const list = byKey.get(owner.id);
		if (list) list.push(gateFacts);
		else byKey.set(owner.id, [gateFacts]);
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
