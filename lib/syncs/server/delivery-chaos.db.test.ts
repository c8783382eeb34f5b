import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { type Fault, fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { connectWithToken } from "@/lib/destinations/testing/store-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { heldAt } from "@/lib/syncs/testing/held-at";
import { createPeople, createTestSegment, setMembers, setVault } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

// Every network of the sandbox under random faults, changes and deaths of the process, in the real stores and over real
// HTTP. `npm run chaos -- sync` runs as many schedules as you like.

/** Schedules over all networks; in `npm test` three for each. */
const wanted = Number(process.env.MUSTER_CHAOS_WORLDS || 15);
let played = 0;
const minute = 60_000;
const hour = 60 * minute;
const uids = [1, 2, 3, 4, 5, 6, 7, 8];

let sandbox: Sandbox;
let offset = 0;
let lastAccount = 800_000;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => {
	sandbox.faults.clear();
});
afterAll(async () => {
	const { MUSTER_CHAOS_REPORT: report } = process.env;
	if (report) {
		const destinations = Object.keys(connect);
		writeFileSync(report, JSON.stringify({ schedules: played, destinations, seed: testSeed }));
	}
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const advance = (ms: number): void => {
	offset += ms;
	sandbox.setClock(offset);
};
const world = {
	now: () => Date.now() + offset,
	sleep: async (ms: number) => advance(ms),
	timeoutMs: 250,
};

const connect: Record<string, (ctx: Context) => Promise<string>> = {
	meta: (ctx) => connectTestMeta(ctx, sandbox),
	google: async (ctx) => {
		const id = String(1_000_000_000 + ++lastAccount);
		sandbox.networks.get("google")?.addAccount({ id, accessToken: `token-of-${id}` });
		const values = { customerId: id, accessToken: `token-of-${id}`, baseUrl: `${sandbox.url}/google` };
		return (await connectWithToken(ctx, "google", values)).id;
	},
	linkedin: async (ctx) => {
		const id = String(++lastAccount);
		sandbox.networks.get("linkedin")?.addAccount({ id, accessToken: `token-of-${id}` });
		const baseUrl = `${sandbox.url}/linkedin`;
		const values = { adAccountId: id, sourcePlatform: "MUSTER", accessToken: `token-of-${id}`, baseUrl };
		return (await connectWithToken(ctx, "linkedin", values)).id;
	},
	tiktok: async (ctx) => {
		const id = `7178918106775${++lastAccount}`;
		sandbox.networks.get("tiktok")?.addAccount({ id, accessToken: `token-of-${id}` });
		const values = { advertiserId: id, accessToken: `token-of-${id}`, baseUrl: `${sandbox.url}/tiktok` };
		return (await connectWithToken(ctx, "tiktok", values)).id;
	},
	webhook: async (ctx) => {
		const { settings, credentials } = networkOf("webhook").sandboxConnection(sandbox.url);
		const values = { ...settings, ...credentials };
		return (await connectDestination(ctx, { network: "webhook", name: "Hook", values })).id;
	},
};

async function heldBy(ctx: Context, network: string, sync: TestSync): Promise<string[]> {
	const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
	const keys =
		network === "meta"
			? await sync.held()
			: network === "webhook"
				? [...(sandbox.webhooks.receivers.get("demo")?.audiences.get(sync.id) ?? [])]
				: heldAt(sandbox, network, remoteAudienceId);
	return keys.map((key) => key.slice(key.indexOf(":") + 1)).sort();
}

type Round = {
	members: number[];
	denied: number[];
	/** A person whose address changes, and to which of three: two people may share one. */
	moved: [uid: number, to: number] | null;
	faults: Partial<Fault>[];
	/** The write at which the process dies; -1: it lives. */
	dyingAt: number;
	minutesLater: number;
};

const faultOf = fc.record({
	kind: fc.constantFrom<Fault["kind"]>(
		"throttle",
		"error_500",
		"error_500_after",
		"cut",
		"cut_after",
		"timeout_after",
		"late",
		"bad_request",
	),
	operation: fc.constantFrom<Fault["operation"]>("create", "add", "remove"),
	after: fc.integer({ min: 0, max: 1 }),
	times: fc.integer({ min: 1, max: 5 }),
	delayMs: fc.constant(100),
});
const round: fc.Arbitrary<Round> = fc.record({
	members: fc.subarray(uids),
	denied: fc.subarray(uids, { maxLength: 2 }),
	moved: fc.option(fc.tuple(fc.constantFrom(...uids), fc.integer({ min: 1, max: 3 }))),
	faults: fc.array(faultOf, { maxLength: 2 }),
	dyingAt: fc.oneof(
		{ weight: 2, arbitrary: fc.constant(-1) },
		{ weight: 1, arbitrary: fc.integer({ min: 0, max: 16 }) },
	),
	minutesLater: fc.constantFrom(1, 20, 26 * 60),
});

class Death extends Error {}

async function play(network: string, rounds: readonly Round[]): Promise<void> {
	const ctx = await createTestWorkspace();
	const emails = new Map(uids.map((uid) => [uid, `person${uid}@example.com`]));
	await createPeople(
		ctx,
		uids.map((uid) => ({ uid, email: emails.get(uid) ?? "" })),
	);
	const segmentId = await createTestSegment(ctx, uids);
	const destinationId = await connect[network]?.(ctx);
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId: destinationId ?? "",
		identifierKinds: ["email"],
		guards: { changePercent: null },
	});
	const toKey = networkOf(network).identifierKinds.find(({ kind }) => kind === "email");
	const connection = openConnection(
		await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId ?? "" } }),
	);
	let members: readonly number[] = uids;
	const denied = new Set<number>();
	const desired = () => {
		const people = members.filter((uid) => !denied.has(uid));
		const keys = people.flatMap((uid) => toKey?.toRemoteKey(emails.get(uid) ?? "", connection) ?? []);
		return [...new Set(keys)].sort();
	};
	for (const step of rounds) {
		members = step.members;
		await setMembers(ctx, segmentId, members);
		for (const uid of uids) {
			const isDenied = step.denied.includes(uid);
			if (isDenied === denied.has(uid)) continue;
			await setConsent(ctx, [uid], isDenied ? "denied" : "granted");
			if (isDenied) denied.add(uid);
			else denied.delete(uid);
		}
		if (step.moved) {
			const [uid, to] = step.moved;
			emails.set(uid, `moved${to}@example.com`);
			await setVault(ctx, [{ uid, email: `moved${to}@example.com` }]);
		}
		for (const given of step.faults) sandbox.faults.add(fault.parse({ network, ...given }));
		let writes = 0;
		const died = await sync
			.run({
				...world,
				checkpoint: () => {
					if (writes++ === step.dyingAt) throw new Death();
				},
			})
			.then(() => false)
			.catch((error: unknown) => {
				if (error instanceof Death) return true;
				throw error;
			});
		if (died) {
			// A dead process cleans nothing up: its run looks as if it were alive until the lease ends.
			await ctx.db.syncRun.updateMany({
				where: { syncId: sync.id, status: "queued" },
				data: { status: "running", leaseOwner: "dead", leaseUntil: new Date(world.now() + 10_000) },
			});
		}
		sandbox.faults.clear();
		// What was late is applied now.
		await new Promise((resolve) => setTimeout(resolve, 120));
		advance(step.minutesLater * minute);
	}
	for (let settling = 0; settling < 3; settling++) {
		advance(26 * hour);
		await sync.run(world);
	}
	expect(await heldBy(ctx, network, sync)).toEqual(desired());
	const receiver = sandbox.webhooks.receivers.get("demo");
	expect(receiver?.broken ?? []).toEqual([]);
	played++;
}

const each = Math.max(1, Math.ceil(wanted / Object.keys(connect).length));

describe("delivery under random faults, changes and deaths", () => {
	it.each(Object.keys(connect))(
		"ends with %s holding exactly the people who are wanted",
		async (network) => {
			const property = fc.asyncProperty(fc.array(round, { minLength: 2, maxLength: 5 }), (rounds) =>
				play(network, rounds),
			);
			await fc.assert(property, { numRuns: each, endOnFailure: true });
		},
		each * 60_000,
	);
});
