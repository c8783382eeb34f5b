import { readFieldsThere } from "@/lib/destinations/server/read-fields";
import { type RunCounts, runCounts } from "@/lib/syncs/contracts";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The sync without the mapped fields that no longer exist at its destination, which `counts` names: many networks refuse
 * everything sent with one of them. While the network cannot be asked, what the last run found holds.
 */
export async function leaveOutMissing(ctx: Context, open: OpenSync, counts: RunCounts): Promise<OpenSync> {
	const { sync, network, mapping } = open;
	const always = new Set(network.mapping?.fields.map(({ name }) => name));
	const asked = mapping.filter(({ target }) => !always.has(target));
	counts.missingFields = [];
	if (!network.readFields || asked.length === 0) return open;
	const there = await readFieldsThere(sync.destination);
	if (there.kind === "none") return open;
	if (there.kind === "read") {
		const known = new Set(there.fields.map(({ name }) => name));
		counts.missingFields = asked.map(({ target }) => target).filter((target) => !known.has(target));
	} else {
		const last = await lastMissing(ctx, sync.id);
		counts.missingFields = asked.map(({ target }) => target).filter((target) => last.has(target));
	}
	const missing = new Set(counts.missingFields);
	return missing.size === 0
		? open
		: { ...open, mapping: mapping.filter(({ target }) => !missing.has(target)) };
}

async function lastMissing(ctx: Context, syncId: string): Promise<ReadonlySet<string>> {
	const last = await ctx.db.syncRun.findFirst({
		where: { syncId, status: "finished" },
		orderBy: { createdAt: "desc" },
		select: { counts: true },
	});
	return new Set(last ? runCounts.parse(last.counts).missingFields : []);
}
