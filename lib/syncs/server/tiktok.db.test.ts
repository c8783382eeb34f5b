import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { hashForTikTok } from "@/lib/identity/normalize-tiktok";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { audiencesAt, heldAt } from "@/lib/syncs/testing/held-at";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
let offset = 0;
let lastAccount = 0;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => {
	sandbox.faults.clear();
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const minute = 60_000;
const world = { now: () => Date.now() + offset };
const phone = (uid: number) => `(415) 555-010${uid}`;
const sentEmails = (...uids: number[]) =>
	uids.map((uid) => `EMAIL_SHA256:${hashForTikTok(`person${uid}@example.com`)}`).sort();
const sentPhones = (...uids: number[]) =>
	uids.map((uid) => `PHONE_SHA256:${hashForTikTok(`+1415555010${uid}`)}`).sort();

type Place = {
	ctx: Context;
	segmentId: string;
	accountId: string;
	sync: TestSync;
	held: () => Promise<string[]>;
	setAccount: (account: object) => void;
};

async function place(
	settings: Record<string, string> = {},
	identifierKinds: string[] = ["email"],
): Promise<Place> {
	// Longer than a JSON number keeps digits for.
	const accountId = `7178918106775${String(900_000 + ++lastAccount)}`;
	const setAccount = (account: object) =>
		sandbox.networks
			.get("tiktok")
			?.addAccount({ id: accountId, accessToken: `token-of-${accountId}`, ...account });
	setAccount({});
	const ctx = await createTestWorkspace();
	const uids = [1, 2, 3, 4, 5, 6];
	await createPeople(
		ctx,
		uids.map((uid) => ({ uid, email: `Person${uid}@Example.com`, phone: phone(uid) })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const destination = await connectDestination(ctx, {
		network: "tiktok",
		name: "TikTok",
		values: {
			advertiserId: accountId,
			accessToken: `token-of-${accountId}`,
			baseUrl: `${sandbox.url}/tiktok`,
			defaultCountry: "US",
			...settings,
		},
	});
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId: destination.id,
		identifierKinds,
	});
	const held = async () => {
		const stored = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		return heldAt(sandbox, "tiktok", stored.remoteAudienceId);
	};
	return { ctx, segmentId, accountId, sync, held, setAccount };
}

describe("connecting TikTok", () => {
	it.each([
		["an app without the permission", { isApproved: false }, {}, "Audience Management"],
		["a wrong token", {}, { accessToken: "another-token" }, "access token"],
		["another's ad account", {}, { advertiserId: "1" }, "access to this ad account"],
		["a wrong address", {}, { baseUrl: "/elsewhere" }, "API address"],
	])(
		"is refused with %s although the answer is HTTP 200, with the cure",
		async (_name, account, settings, message) => {
			const id = `8${++lastAccount}`;
			sandbox.networks.get("tiktok")?.addAccount({ id, accessToken: `token-of-${id}`, ...account });
			const { baseUrl = "/tiktok", ...others } = settings as Record<string, string>;
			const values = {
				advertiserId: id,
				accessToken: `token-of-${id}`,
				...others,
				baseUrl: `${sandbox.url}${baseUrl}`,
			};
			await expect(
				connectDestination(await createTestWorkspace(), { network: "tiktok", name: "TikTok", values }),
			).rejects.toThrow(message);
		},
	);
});

describe("a sync to TikTok", () => {
	it("delivers email addresses and phones, then only the differences", async () => {
		const { ctx, segmentId, sync, held } = await place({}, ["email", "phone"]);
		expect(await sync.run(world)).toMatchObject({ status: "finished", counts: { added: 6, delivered: 3 } });
		expect(await held()).toEqual([...sentEmails(1, 2, 3), ...sentPhones(1, 2, 3)]);
		const states = await ctx.db.deliveryKey.groupBy({
			by: ["state"],
			where: { syncId: sync.id },
			_count: true,
		});
		expect(states).toMatchObject([{ state: "accepted", _count: 6 }]);
		await setMembers(ctx, segmentId, [2, 3, 4]);
		expect((await sync.run(world)).counts).toMatchObject({ added: 2, removed: 2 });
		expect(await held()).toEqual([...sentEmails(2, 3, 4), ...sentPhones(2, 3, 4)]);
		expect((await sync.run(world)).counts).toMatchObject({ added: 0, removed: 0 });
	});

	it("sends as many rows in a request as set", async () => {
		const { ctx, sync } = await place({ rowsPerRequest: "2" });
		const run = await sync.run(world);
		const requests = await ctx.db.syncRequest.findMany({ where: { runId: run.id }, orderBy: { seq: "asc" } });
		expect(requests.map(({ keyCount }) => keyCount)).toEqual([2, 1]);
	});

	it("sends again what was done in part", async () => {
		const { sync, held, setAccount } = await place();
		setAccount({ isPartial: true });
		expect((await sync.run(world)).counts).toMatchObject({ added: 0, unknown: 3 });
		setAccount({});
		offset += 31 * minute;
		await sync.run(world);
		expect(await held()).toEqual(sentEmails(1, 2, 3));
	});

	const others = (count: number) => Array.from({ length: count }, (_, index) => `Other ${index}`);
	const nameOf = async ({ ctx, sync }: Place) =>
		(await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).remoteAudienceName;

	it("takes its audience from the third page", async () => {
		const here = await place();
		here.setAccount({ audiences: [...others(240), await nameOf(here), ...others(9)] });
		expect(await here.sync.run(world)).toMatchObject({ status: "finished", counts: { added: 3 } });
		expect(audiencesAt(sandbox, "tiktok", here.accountId)).toHaveLength(250);
		expect(await here.held()).toEqual(sentEmails(1, 2, 3));
	});

	it("takes an audience whose long name was cut", async () => {
		const here = await place();
		const name = "n".repeat(80);
		await here.ctx.db.sync.update({ where: { id: here.sync.id }, data: { remoteAudienceName: name } });
		sandbox.faults.add(fault.parse({ network: "tiktok", kind: "cut_after", operation: "create" }));
		await here.sync.run(world);
		await here.sync.run(world);
		expect(audiencesAt(sandbox, "tiktok", here.accountId).map((one) => one.name)).toEqual(["n".repeat(70)]);
		expect(await here.held()).toEqual(sentEmails(1, 2, 3));
	});

	it("asks about twins, and goes by the stored id once there is one", async () => {
		const here = await place();
		const name = await nameOf(here);
		here.setAccount({ audiences: [name, ...others(120), name] });
		expect(await here.sync.run(world)).toMatchObject({
			status: "failed",
			error: { message: expect.stringContaining(`2 audiences named “${name}”`) },
		});
		const [first] = audiencesAt(sandbox, "tiktok", here.accountId);
		await here.ctx.db.sync.update({
			where: { id: here.sync.id },
			data: { remoteAudienceId: first?.id ?? "" },
		});
		expect(await here.sync.run(world)).toMatchObject({ status: "finished" });
		expect(await here.held()).toEqual(sentEmails(1, 2, 3));
		expect(audiencesAt(sandbox, "tiktok", here.accountId)).toHaveLength(122);
	});

	it.each([
		["lost", "cut_after", "failed"],
		["an error although it was created", "error_500_after", "finished"],
	] as const)("creates one audience even if the answer is %s", async (_name, kind, status) => {
		const { sync, held, accountId } = await place();
		sandbox.faults.add(fault.parse({ network: "tiktok", kind, operation: "create" }));
		expect(await sync.run(world)).toMatchObject({ status });
		await sync.run(world);
		expect(audiencesAt(sandbox, "tiktok", accountId)).toHaveLength(1);
		expect(await held()).toEqual(sentEmails(1, 2, 3));
	});

	it.each([
		{ kind: "cut" },
		{ kind: "cut_after" },
		{ kind: "error_500_after" },
		{ kind: "error_500", times: 9 },
		{ kind: "throttle", times: 9 },
		{ kind: "bad_request" },
	] as const)("comes to the same end after %j", async (given) => {
		const { ctx, segmentId, sync, held } = await place();
		await sync.run(world);
		await setMembers(ctx, segmentId, [3, 4, 5]);
		for (const operation of ["remove", "add"]) {
			sandbox.faults.add(fault.parse({ network: "tiktok", operation, ...given }));
		}
		await sync.run(world);
		sandbox.faults.clear();
		for (let round = 0; round < 2; round++) {
			offset += 35 * minute;
			await sync.run(world);
		}
		expect(await held()).toEqual(sentEmails(3, 4, 5));
	});
});
