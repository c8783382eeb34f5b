import { connectDestination } from "@/lib/destinations/server/connect-destination";
import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { newId } from "@/lib/kernel/ids";
import { type RunTrigger, runCounts } from "@/lib/syncs/contracts";
import type { CreateSyncInput } from "@/lib/syncs/edit-contracts";
import { createSync } from "@/lib/syncs/server/create-sync";
import { runSync } from "@/lib/syncs/server/run-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";

let lastAccount = 5_000 + Math.floor(Math.random() * 1_000_000);

/** A sandbox ad account of its own, connected. */
export async function connectTestMeta(
	ctx: Context,
	sandbox: Sandbox,
	settings: Record<string, string> = {},
): Promise<string> {
	const id = `act_${++lastAccount}`;
	sandbox.change({
		type: "account",
		account: {
			id,
			name: "Test account",
			accessToken: `token-of-${id}`,
			appSecret: `secret-of-${id}`,
			requiresProof: true,
			isTermsAccepted: true,
			matchRate: 0.7,
			smallestAudience: 0,
		},
	});
	const destination = await connectDestination(ctx, {
		network: "meta",
		name: `Meta ${id}`,
		values: {
			adAccountId: id,
			accessToken: `token-of-${id}`,
			appSecret: `secret-of-${id}`,
			baseUrl: sandbox.url,
			defaultCountry: "US",
			...settings,
		},
	});
	return destination.id;
}

export type TestSync = {
	id: string;
	/** Runs once; returns the run as stored. */
	run: (
		world?: Partial<RunWorld>,
		trigger?: RunTrigger,
	) => Promise<{
		id: string;
		status: string;
		counts: ReturnType<typeof runCounts.parse>;
		error: unknown;
	}>;
	/** The values the network holds, sorted, as `COLUMN:value`. */
	held: () => Promise<string[]>;
};

export async function openTestSync(
	ctx: Context,
	/** Null for a destination of the test's own. */
	sandbox: Sandbox | null,
	input: CreateSyncInput,
	{ isConfirmed = true }: { isConfirmed?: boolean } = {},
): Promise<TestSync> {
	const sync = await createSync(ctx, { schedule: { kind: "manual" }, ...input });
	if (isConfirmed) await ctx.db.sync.update({ where: { id: sync.id }, data: { confirmedAt: ctx.now } });
	return {
		id: sync.id,
		run: async (world, trigger = "manual") => {
			const runId = newId("run");
			await ctx.db.syncRun.create({
				data: { id: runId, syncId: sync.id, trigger, status: "queued", counts: {} },
			});
			await runSync(ctx, { runId }, { sleep: async () => {}, timeoutMs: 1_500, ...world });
			const run = await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } });
			return { id: runId, status: run.status, counts: runCounts.parse(run.counts), error: run.error };
		},
		held: async () => {
			const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
			const audience = sandbox?.meta.audiences.get(remoteAudienceId ?? "");
			return sandbox && audience ? sandbox.meta.keysAt(audience, Date.now()).sort() : [];
		},
	};
}
