import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { setConsent } from "@/lib/consent/testing/set-consent";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { connectWithToken } from "@/lib/destinations/testing/store-destination";
import { hashGoogleEmail } from "@/lib/identity/normalize-google";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { findSync, openSync } from "@/lib/syncs/server/open-sync";
import { readDueReceipts } from "@/lib/syncs/server/read-due-receipts";
import { readReceipts } from "@/lib/syncs/server/read-receipts";
import { removeWithdrawn } from "@/lib/syncs/server/remove-withdrawn";
import { realWorld } from "@/lib/syncs/server/run-world";
import { createPeople, createTestSegment, setMembers, setVault } from "@/lib/syncs/testing/make-people";
import { openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const minute = 60_000;
const day = 86_400_000;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const email = (uid: number) => `u${uid}@example.com`;
const hash = (uid: number) => hashGoogleEmail(email(uid));
const sent = (...uids: number[]) => uids.map(hash).sort();

let lastAccount = 2_000_000_000;
/** A Google Ads account in the sandbox; the same id again changes it. */
function account(more: object = {}, id = String(++lastAccount)) {
	sandbox.networks
		.get("google")
		?.addAccount({ id, accessToken: `token-of-${id}`, smallestRated: 1, ...more });
	return { id, token: `token-of-${id}`, change: (changes: object) => account({ ...more, ...changes }, id) };
}

type Place = {
	ctx: Context;
	segmentId: string;
	sync: TestSync;
	google: ReturnType<typeof account>;
	/** The hashes in the list now, sorted. */
	held: () => Promise<string[]>;
};

/** Three people of the segment who consent, one who does not, and one who is no member. */
async function place(settings: Record<string, string> = {}): Promise<Place> {
	const ctx = await createTestWorkspace();
	await createPeople(ctx, [
		...[1, 2, 3, 5].map((uid) => ({ uid, userId: `c${uid}`, email: email(uid) })),
		{ uid: 4, email: email(4), consents: false },
	]);
	const segmentId = await createTestSegment(ctx, [1, 2, 3, 4]);
	const google = account();
	const destination = await connectWithToken(ctx, "google", {
		customerId: google.id,
		accessToken: google.token,
		baseUrl: `${sandbox.url}/google`,
		...settings,
	});
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId: destination.id,
		identifierKinds: ["email"],
	});
	const held = async () => {
		const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		const list = sandbox.networks.get("google")?.describeAudience(remoteAudienceId ?? "");
		const keys = list && "keys" in list && Array.isArray(list.keys) ? list.keys : [];
		return keys.map(({ value }) => value).sort();
	};
	return { ctx, segmentId, sync, google, held };
}

const listsOf = (id: string): number => {
	const state = sandbox.networks.get("google")?.describe();
	const accounts: { id: string; audiences: unknown[] }[] =
		state && "accounts" in state && Array.isArray(state.accounts) ? state.accounts : [];
	return accounts.find((one) => one.id === id)?.audiences.length ?? 0;
};

/** Moves the run's clock and the sandbox's together. */
function clock() {
	let offset = 0;
	return {
		world: { now: () => Date.now() + offset },
		set: (to: number) => {
			offset = to;
			sandbox.setClock(to);
		},
	};
}

async function readAll(ctx: Context, syncId: string, now: () => number): Promise<void> {
	const open = openSync(await findSync(ctx, syncId));
	await readReceipts(ctx, open, open.sync.remoteAudienceId ?? "", {
		world: { ...realWorld, now, sleep: async () => {} },
	});
}

describe("a sync with Google", () => {
	it("delivers members who consent, and lists who does not", async () => {
		const { ctx, sync, held, google } = await place();
		const run = await sync.run();
		expect(run).toMatchObject({
			status: "finished",
			counts: { members: 4, wanted: 3, noConsent: 1, added: 3, delivered: 3 },
		});
		expect(await held()).toEqual(sent(1, 2, 3));
		expect(listsOf(google.id)).toBe(1);
		expect((await explainDelivery(ctx, 4)).items).toMatchObject([{ fate: "no_consent" }]);
		expect(await ctx.db.syncReceipt.count({ where: { syncId: sync.id } })).toBe(1);
	});

	it("then sends the differences only: who came, who left, who withdrew consent, who has another address", async () => {
		const { ctx, segmentId, sync, held } = await place();
		await sync.run();
		await setMembers(ctx, segmentId, [1, 3, 4, 5]);
		await setConsent(ctx, [1], "denied");
		await setVault(ctx, [{ uid: 3, email: "new3@example.com" }]);
		const run = await sync.run();
		const requests = await ctx.db.syncRequest.findMany({
			where: { runId: run.id },
			select: { operation: true, keyCount: true },
			orderBy: { seq: "asc" },
		});
		expect(requests).toEqual([
			{ operation: "remove", keyCount: 3 },
			{ operation: "add", keyCount: 2 },
		]);
		expect(await held()).toEqual([hashGoogleEmail("new3@example.com"), hash(5)].sort());
		const again = await sync.run();
		expect(await ctx.db.syncRequest.count({ where: { runId: again.id } })).toBe(0);
	});

	it.each([
		["named", true, 2],
		["not named", false, 5],
	])("leaves a bad row out when it is %s, and delivers the others", async (_name, namesRows, requests) => {
		const { ctx, sync, google, held } = await place();
		google.change({ refusedValues: [hash(2)], namesRows });
		const run = await sync.run();
		expect(run).toMatchObject({ status: "finished", counts: { added: 2, rejected: 1, delivered: 2 } });
		expect(await ctx.db.syncRequest.count({ where: { runId: run.id } })).toBeLessThanOrEqual(requests);
		expect(await held()).toEqual(sent(1, 3));
	});

	it.each(["cut_after", "timeout_after", "error_500_after"] as const)(
		"that never heard whether its list was created (%s) finds it, and creates no second one",
		async (kind) => {
			const { ctx, sync, google, held } = await place();
			sandbox.faults.add(fault.parse({ network: "google", kind, operation: "create" }));
			const first = await sync.run();
			if (first.status !== "finished") {
				expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).nextRunAt).not.toBeNull();
				expect(await sync.run()).toMatchObject({ status: "finished" });
			}
			expect(listsOf(google.id)).toBe(1);
			expect(await held()).toEqual(sent(1, 2, 3));
		},
	);

	it.each([
		"cut",
		"cut_after",
		"timeout_after",
		"error_500",
		"error_500_after",
		"throttle",
		"too_small",
	] as const)("comes to the same end after %s", async (kind) => {
		const { ctx, segmentId, sync, held } = await place();
		const { world, set } = clock();
		const run = () => sync.run({ ...world, timeoutMs: 300 });
		try {
			await run();
			await setMembers(ctx, segmentId, [2, 3, 5]);
			for (const operation of ["remove", "add"]) {
				sandbox.faults.add(fault.parse({ network: "google", kind, operation, times: 9 }));
			}
			await run();
			sandbox.faults.clear();
			for (const hours of [1, 25]) {
				set(hours * 60 * minute);
				await run();
			}
			expect(await held()).toEqual(sent(2, 3, 5));
		} finally {
			sandbox.faults.clear();
			set(0);
		}
	});

	it("stops when the access is no longer accepted, says so, and goes on when it is given again", async () => {
		const { ctx, sync, held } = await place();
		sandbox.faults.add(fault.parse({ network: "google", kind: "token_expired", operation: "add" }));
		expect(await sync.run()).toMatchObject({ status: "failed" });
		expect(await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).toMatchObject({
			status: "failing",
			statusReason: expect.stringContaining("Reconnect this destination"),
		});
		expect(await sync.run()).toMatchObject({ status: "failed" });
		await ctx.db.destination.updateMany({
			where: { workspaceId: ctx.workspace.id },
			data: { needsReconnect: false },
		});
		expect(await sync.run()).toMatchObject({ status: "finished" });
		expect(await held()).toEqual(sent(1, 2, 3));
	});

	it("renews people before Google drops them, and no one who has left", async () => {
		const { ctx, segmentId, sync, held } = await place({ membershipDays: "30" });
		const { world, set } = clock();
		try {
			expect((await sync.run(world)).counts).toMatchObject({ added: 3, renewed: 0 });
			set(10 * day);
			await setMembers(ctx, segmentId, [1, 2, 4]);
			expect((await sync.run(world)).counts).toMatchObject({ added: 0, removed: 1, renewed: 0 });
			expect(await held()).toEqual(sent(1, 2));
			// Ten days before the end is when it begins to be due.
			set(20 * day - 60 * minute);
			expect((await sync.run(world)).counts).toMatchObject({ renewed: 0 });
			set(29 * day);
			expect((await sync.run(world)).counts).toMatchObject({ added: 0, removed: 0, renewed: 2 });
			for (const days of [29, 30, 31, 58]) {
				set(days * day);
				expect(await held(), `on day ${days}`).toEqual(sent(1, 2));
			}
			set(31 * day);
			expect((await sync.run(world)).counts).toMatchObject({ added: 0, renewed: 0, delivered: 2 });
		} finally {
			set(0);
		}
	});

	it("removes someone again whose addition was still being processed when they left", async () => {
		const { ctx, segmentId, sync, google, held } = await place();
		const { world, set } = clock();
		try {
			google.change({ additionDelayMs: 6 * 60 * minute });
			await sync.run(world);
			await setMembers(ctx, segmentId, [1, 2]);
			set(60 * minute);
			await sync.run(world);
			// Google removed first and added then.
			set(7 * 60 * minute);
			expect(await held()).toEqual(sent(1, 2, 3));
			await sync.run(world);
			expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).nextRunAt).not.toBeNull();
			set(day + minute);
			await sync.run(world);
			expect(await held()).toEqual(sent(1, 2));
		} finally {
			set(0);
		}
	});

	it("removes them again too when someone asked for runs in between", async () => {
		const { ctx, segmentId, sync, google, held } = await place();
		const { world, set } = clock();
		try {
			google.change({ additionDelayMs: 6 * 60 * minute });
			await sync.run(world);
			await setMembers(ctx, segmentId, [1, 2]);
			for (const hours of [1, 2, 3]) {
				set(hours * 60 * minute);
				await sync.run(world);
			}
			set(7 * 60 * minute);
			expect(await held()).toEqual(sent(1, 2, 3));
			set(day + minute);
			await sync.run(world);
			expect(await held()).toEqual(sent(1, 2));
		} finally {
			set(0);
		}
	});

	it("reads later what became of an upload", async () => {
		const { ctx, sync } = await place();
		const { world, set } = clock();
		try {
			const run = await sync.run(world);
			const reading = async () =>
				await ctx.db.syncReceipt.findFirstOrThrow({ where: { syncId: sync.id, runId: run.id } });
			set(29 * minute);
			await readAll(ctx, sync.id, world.now);
			expect(await reading()).toMatchObject({ readAt: null });
			set(31 * minute);
			await readAll(ctx, sync.id, world.now);
			expect(await reading()).toMatchObject({
				pollAt: null,
				reading: { isFinished: true, hasFailed: false, received: 3, matched: null, reasons: [] },
			});
			const { reading: stored } = await reading();
			expect(stored).toMatchObject({ matchRate: { lower: expect.any(Number), upper: expect.any(Number) } });
		} finally {
			set(0);
		}
	});

	it("sends an upload again that Google could not process", async () => {
		const { ctx, sync, google, held } = await place();
		const { world, set } = clock();
		try {
			google.change({ failsProcessing: true });
			expect((await sync.run(world)).counts).toMatchObject({ added: 3 });
			expect(await held()).toEqual([]);
			set(31 * minute);
			await readAll(ctx, sync.id, world.now);
			google.change({ failsProcessing: false });
			await sync.run(world);
			expect(await held()).toEqual(sent(1, 2, 3));
		} finally {
			set(0);
		}
	});
	it("removes people again whose removal Google could not process, and forgets them once it did", async () => {
		const { ctx, segmentId, sync, google, held } = await place();
		const { world, set } = clock();
		const keys = () => ctx.db.deliveryKey.count({ where: { syncId: sync.id } });
		try {
			await sync.run(world);
			await setMembers(ctx, segmentId, [1, 2]);
			// Past the day within which an addition may come after its removal.
			set(day + 60 * minute);
			google.change({ failsProcessing: true });
			expect((await sync.run(world)).counts).toMatchObject({ removed: 1 });
			expect(await held()).toEqual(sent(1, 2, 3));
			google.change({ failsProcessing: false });
			set(day + 91 * minute);
			await readAll(ctx, sync.id, world.now);
			expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).nextRunAt).not.toBeNull();
			await sync.run(world);
			expect(await held()).toEqual(sent(1, 2));
			expect(await keys()).toBe(3);
			set(day + 122 * minute);
			await readAll(ctx, sync.id, world.now);
			expect(await keys()).toBe(2);
		} finally {
			set(0);
		}
	});

	it("is archived empty only once Google has processed the removals", async () => {
		const { ctx, sync, google, held } = await place();
		const { world, set } = clock();
		const isArchived = async () =>
			(await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).archivedAt !== null;
		try {
			await sync.run(world);
			// Past the day within which an addition may come after its removal.
			set(day + 60 * minute);
			google.change({ failsProcessing: true });
			await archiveSync({ ...ctx, now: new Date(world.now()) }, sync.id, { audience: "empty" });
			expect((await sync.run(world, "emptying")).counts).toMatchObject({ removed: 3 });
			expect(await held()).toEqual(sent(1, 2, 3));
			expect(await isArchived()).toBe(false);
			google.change({ failsProcessing: false });
			set(day + 91 * minute);
			await readAll(ctx, sync.id, world.now);
			await sync.run(world, "emptying");
			expect(await held()).toEqual([]);
			expect(await isArchived()).toBe(false);
			set(day + 122 * minute);
			await readAll(ctx, sync.id, world.now);
			await sync.run(world, "emptying");
			expect(await isArchived()).toBe(true);
		} finally {
			set(0);
		}
	});
});

describe("someone who withdrew", () => {
	it.each(["running", "archived"])(
		"has left only once Google has processed it, and is removed again where it could not (%s sync)",
		async (status) => {
			const { ctx, sync, google, held } = await place();
			const { world, set } = clock();
			const confirmedAt = async () => {
				await removeWithdrawn({ ...ctx, now: new Date(world.now()) }, { syncId: sync.id }, world);
				const row = await ctx.db.withdrawalRemoval.findFirstOrThrow({ where: { syncId: sync.id } });
				return row.confirmedAt;
			};
			const readDue = () => readDueReceipts({ now: world.now, workspaceId: ctx.workspace.id });
			try {
				await sync.run(world);
				if (status === "archived") await archiveSync(ctx, sync.id, { audience: "leave" });
				// Past the day within which an addition may come after its removal.
				set(day + 60 * minute);
				google.change({ failsProcessing: true });
				await recordConsent(
					{ ...ctx, now: new Date() },
					{
						identifier: { kind: "user_id", value: "c2" },
						purpose: "advertising",
						state: "denied",
						statement: "",
					},
				);
				expect(await confirmedAt()).toBeNull();
				expect(await held()).toEqual(sent(1, 2, 3));
				google.change({ failsProcessing: false });
				set(day + 91 * minute);
				await readDue();
				expect(await confirmedAt()).toBeNull();
				expect(await held()).toEqual(sent(1, 3));
				set(day + 122 * minute);
				await readDue();
				expect(await confirmedAt()).not.toBeNull();
			} finally {
				set(0);
			}
		},
	);
});

describe("connecting Google", () => {
	const connect = async (values: Record<string, string> & { accessToken: string }) =>
		await connectWithToken(await createTestWorkspace(), "google", {
			baseUrl: `${sandbox.url}/google`,
			...values,
		});

	it("works through the manager account, and stores no dashes away", async () => {
		const { id, token } = account({ managerId: "3334445555" });
		const dashed = id.replace(/^(\d{3})(\d{3})/, "$1-$2-");
		const destination = await connect({
			customerId: dashed,
			loginCustomerId: "333-444-5555",
			accessToken: token,
		});
		expect(destination).toMatchObject({ status: "connected", settings: { customerId: dashed } });
		expect(listsOf(id)).toBe(0);
	});

	it.each([
		["another token", {}, { accessToken: "token-of-no-one" }, /Give Muster access again/],
		["a missing manager account", { managerId: "3334445555" }, {}, /enter the manager account/],
		["an account that may not upload", { isEligible: false }, {}, /Customer Match policy/],
	])("is refused with %s, with the cure", async (_name, more, values, cure) => {
		const { id, token } = account(more);
		await expect(connect({ customerId: id, accessToken: token, ...values })).rejects.toThrow(cure);
	});
});
