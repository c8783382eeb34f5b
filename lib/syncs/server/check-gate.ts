import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { DueKey } from "@/lib/syncs/deliver";
import { type GateFacts, passesGate } from "@/lib/syncs/passes-gate";
import { countPeople, type PersonFacts, readFacts } from "@/lib/syncs/server/people-facts";
import type { Context } from "@/lib/workspaces/server/context";

export type GateResult = { allowed: Set<string>; hasUnassignedMembers: boolean };

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
	if (scope.campaignId !== null && (await countPeople(ctx, scope)).newlyHeldOut > 0) {
		return { allowed: new Set(), hasUnassignedMembers: true };
	}
	const owners = await ctx.db.$queryRaw<{ id: string; uid: number; isAlive: boolean }[]>`
		SELECT n.id, o.uid, (p.uid IS NOT NULL AND p.erased_at IS NULL AND p.root_uid = p.uid) AS "isAlive"
		FROM unnest(${keys.map((key) => key.id)}::text[]) AS n(id)
		JOIN delivery_owner o ON o.sync_id = ${scope.syncId} AND o.key_hash = decode(n.id, 'hex')
		LEFT JOIN profile p ON p.workspace_number = ${scope.ws} AND p.uid = o.uid`;
	const facts = await readFacts(ctx, scope, [...new Set(owners.map((owner) => owner.uid))]);
	const byKey = new Map<string, (GateFacts | undefined)[]>();
	for (const owner of owners) {
		const known = facts.get(owner.uid);
		const gateFacts: GateFacts | undefined = known && {
			isErased: known.isErased || !owner.isAlive,
			isHeldOut: known.isHeldOut,
			// In a campaign only people assigned to be treated are wanted, whatever else is true of them.
			isMember: known.isWanted,
			hasConsent: known.hasConsent,
		};
		const list = byKey.get(owner.id);
		if (list) list.push(gateFacts);
		else byKey.set(owner.id, [gateFacts]);
	}
	return {
		allowed: new Set(
			keys
				.filter((key) => !key.isUnmapped && passesGate(byKey.get(key.id) ?? []))
				// The one whose fields go with it must be wanted right now, not only someone else with the same key.
				.filter((key) => key.owner === undefined || mayBeTold(facts.get(key.owner)))
				.map((key) => key.id),
		),
		hasUnassignedMembers: false,
	};
}

function mayBeTold(facts: PersonFacts | undefined): boolean {
	return facts?.isWanted === true && facts.hasConsent && !facts.isErased && !facts.isHeldOut;
}
