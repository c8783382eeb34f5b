import { readFieldsThere } from "@/lib/destinations/server/read-fields";
import { type RunCounts, runCounts } from "@/lib/syncs/contracts";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The sync without the mapped fields that no longer exist at its destination, which `counts` names: many networks refuse
 * everything sent with one of them. While the network cannot be asked, what the last run found holds.
 */
export async function leaveOutMissing(ctx: Context, open: OpenSync, counts: RunCounts): Promise<OpenSync> {
	counts.missingFields = await findMissing(ctx, open);
	return without(open, counts.missingFields);
}

/** The same for what only shows what a run would send. */
export async function withoutMissing(ctx: Context, open: OpenSync): Promise<OpenSync> {
	return without(open, await findMissing(ctx, open));
}

async function findMissing(ctx: Context, { sync, network, mapping }: OpenSync): Promise<string[]> {
	const always = new Set(network.mapping?.fields.map(({ name }) => name));
	const asked = mapping.map(({ target }) => target).filter((target) => !always.has(target));
	if (!network.readFields || asked.length === 0) return [];
	const there = await readFieldsThere(sync.destination);
	if (there.kind === "none") return [];
	if (there.kind === "read") {
		const known = new Set(there.fields.map(({ name }) => name));
		return asked.filter((target) => !known.has(target));
	}
	const last = await lastMissing(ctx, sync.id);
	return asked.filter((target) => last.has(target));
}

function without(open: OpenSync, missing: readonly string[]): OpenSync {
	return missing.length === 0
		? open
		: { ...open, mapping: open.mapping.filter(({ target }) => !missing.includes(target)) };
}

async function lastMissing(ctx: Context, syncId: string): Promise<ReadonlySet<string>> {
	const last = await ctx.db.syncRun.findFirst({
		where: { syncId, status: "finished" },
		orderBy: { createdAt: "desc" },
		select: { counts: true },
	});
	return new Set(last ? runCounts.parse(last.counts).missingFields : []);
}
