import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { type DueKey, type GateDecision, gateHoldsMs } from "@/lib/syncs/deliver";
import { checkGate } from "@/lib/syncs/server/check-gate";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { recheckKeys } from "@/lib/syncs/server/recheck-keys";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { scopeAsOf } from "@/lib/syncs/server/scope-as-of";
import type { Context } from "@/lib/workspaces/server/context";

type Passing = {
	ctx: Context;
	open: OpenSync;
	/** As the run was planned. */
	scope: AudienceScope;
	world: RunWorld;
	notes: { hasUnassignedMembers: boolean };
};

/**
 * Asks the gate about these keys. What it decided is right before an attempt completed by what happened since; once it
 * no longer holds, because the request had to wait, the gate is asked again.
 */
export async function passGate(
	{ ctx, open, scope, world, notes }: Passing,
	keys: readonly DueKey[],
): Promise<GateDecision> {
	const ask = async (asked: readonly DueKey[]) => {
		const at = world.now();
		const now = await scopeAsOf(ctx, open.sync, scope, new Date(at));
		const result = await checkGate(ctx, now, asked);
		notes.hasUnassignedMembers ||= result.hasUnassignedMembers;
		return { ...result, at };
	};
	let last = await ask(keys);
	const { allowed } = last;
	const recheck = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
		if (last.pass && world.now() - last.at <= gateHoldsMs)
			return await recheckKeys(ctx, scope, last.pass, ids);
		const left = new Set(ids);
		last = await ask(keys.filter(({ id }) => left.has(id)));
		return new Set(ids.filter((id) => !last.allowed.has(id)));
	};
	return { allowed, recheck: last.pass && recheck };
}
