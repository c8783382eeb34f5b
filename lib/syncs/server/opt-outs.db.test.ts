import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});
// The product has no such network.
vi.mock("@/lib/destinations/registry", async (importActual) => {
	const { reportingNetwork } = await import("@/lib/destinations/testing/reporting-network");
	const actual = await importActual<typeof import("@/lib/destinations/registry")>();
	const find = (slug: string) => (slug === "reporting" ? reportingNetwork : actual.findNetwork(slug));
	return { ...actual, networks: [reportingNetwork], findNetwork: find, networkOf: find };
});

import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";
import type { OptOut } from "@/lib/destinations/contract";
import { applyOptOuts } from "@/lib/destinations/server/opt-outs/apply-opt-outs";
import { getOptOutFeed } from "@/lib/destinations/server/opt-outs/get-opt-out-feed";
import { readDueOptOuts } from "@/lib/destinations/server/opt-outs/read-due-opt-outs";
import { receiveOptOuts } from "@/lib/destinations/server/opt-outs/receive-opt-outs";
import { setPush } from "@/lib/destinations/server/opt-outs/set-push";
import { storeDestination } from "@/lib/destinations/testing/store-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { erasePerson } from "@/lib/profiles/server/erase-person";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { createTestSegment } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const t0 = Date.UTC(2025, 10, 29);
const day = 86_400_000;
let server: Server;
let url = "";
const asked: string[] = [];
/** Answers to come, by the instant that is asked for; null fails. */
let answer: (since: string) => { optOuts: OptOut[]; until: Date } | null;

beforeAll(async () => {
	server = createServer((request, response) => {
		const since = new URL(request.url ?? "/", "http://own").searchParams.get("since") ?? "";
		asked.push(since);
		const page = answer(since);
		response.writeHead(page ? 200 : 401).end(JSON.stringify(page ?? {}));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// Safe because a server that listens on a port has an address of this form.
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	await closeDatabase();
	await closeWarehouse();
});

let ctx: Context;
let destinationId = "";
let syncId = "";
let uids: number[] = [];
const users = ["u1", "u2", "u3", "u4", "u5"];
const mail = (user: string) => `${user}@example.com`;
const optOut = (user: string, reason: OptOut["reason"], at = t0): OptOut => ({
	kind: "email",
	value: mail(user),
	channel: "email",
	reason,
	at: new Date(at),
});
let sent = 0;
async function accept(given: { user: string; email?: string; statement?: string }[]): Promise<number[]> {
	const accepted = await acceptMessages(
		ctx.db,
		new Catalogue(),
		given.map(({ user, email = mail(user), statement }) => ({
			messageId: `o${++sent}`,
			identifiers: [
				{ kind: "user_id" as const, value: user },
				{ kind: "email" as const, value: email },
			],
			at: Date.now(),
			traits: [],
			personal: [{ field: "email" as const, value: email }],
			consents:
				statement === undefined
					? []
					: [{ purpose: "email" as const, state: "granted" as const, at: Date.now(), statement }],
		})),
		{ ws: ctx.workspace.number, source: "test", now: new Date(), keepForever: false },
	);
	await flushOutbox(ctx.db, ctx.warehouse);
	return accepted.uids.map((uid) => uid ?? 0);
}
const optIn = (user: string, at?: number) =>
	recordConsent(
		{ ...ctx, now: new Date() },
		{
			identifier: { kind: "user_id", value: user },
			purpose: "email",
			state: "granted",
			statement: "",
			...(at === undefined ? {} : { at: new Date(at).toISOString() }),
		},
	);
const counts = async () => {
	const { wanted, suppressed } = await previewSync({ ...ctx, now: new Date() }, syncId);
	return { wanted, suppressed };
};
const person = async (index: number) =>
	await getProfile({ ...ctx, now: new Date() }, { profileId: uids[index] ?? 0 });
const apply = (optOuts: OptOut[]) =>
	applyOptOuts({ ...ctx, now: new Date() }, { id: destinationId, name: "Our mailer" }, optOuts);
const feed = () => getOptOutFeed(ctx, destinationId);

beforeEach(async () => {
	ctx = await createTestWorkspace();
	asked.length = 0;
	const connection = { settings: { apiUrl: url }, credentials: {} };
	destinationId = await storeDestination(ctx, connection, { network: "reporting", name: "Our mailer" });
	// What follows is another destination's.
	const other = await storeDestination(ctx, connection, { network: "reporting", name: "Other" });
	await ctx.db.optOutFeed.create({
		data: { destinationId: other, nextAt: new Date(Date.now() + 365 * day) },
	});
	uids = await accept(users.map((user) => ({ user })));
	for (const user of users) await optIn(user, t0 - day);
	const sync = await openTestSync(ctx, null, {
		segmentId: await createTestSegment(ctx, uids),
		destinationId: other,
		identifierKinds: ["email"],
	});
	syncId = sync.id;
});

describe("opt-outs that tools report (N-SUP-1)", () => {
	it("keeps unsubscribe, bounce and complaint apart, and lets no import undo them", async () => {
		expect(await counts()).toEqual({ wanted: 5, suppressed: 0 });
		const reports = [optOut("u1", "unsubscribed"), optOut("u2", "bounced"), optOut("u4", "complained")];
		expect(await apply(reports)).toEqual({ applied: 3, unreadable: 0 });
		// Who complained has said no, too.
		expect(await counts()).toEqual({ wanted: 2, suppressed: 1 });
		const email = async (index: number) =>
			(await person(index)).consent.find((one) => one.purpose === "email");
		expect(await email(0)).toMatchObject({
			state: "denied",
			effectiveAt: new Date(t0).toISOString(),
			source: "Our mailer",
			statement: "Unsubscribed",
		});
		expect((await person(0)).suppressions).toEqual([]);
		// An address that does not work says nothing about what its owner wants.
		expect((await email(1))?.state).toBe("granted");
		expect((await person(1)).suppressions).toMatchObject([
			{ reason: "bounce", purpose: "email", by: "Our mailer", isInEffect: true },
		]);
		expect((await person(3)).suppressions).toMatchObject([{ reason: "complaint", purpose: "email" }]);
		await accept(users.map((user) => ({ user, statement: "stm_file" })));
		expect(await counts()).toEqual({ wanted: 2, suppressed: 1 });
		for (const user of ["u1", "u2", "u4"]) await optIn(user);
		expect(await counts()).toEqual({ wanted: 3, suppressed: 2 });
		// Told again, nothing changes.
		expect(await apply([...reports, optOut("u1", "unsubscribed")])).toEqual({ applied: 0, unreadable: 0 });
		expect(await counts()).toEqual({ wanted: 3, suppressed: 2 });
		await accept([{ user: "u2", email: "new-u2@example.com" }]);
		expect(await counts()).toEqual({ wanted: 4, suppressed: 1 });
		expect((await person(1)).suppressions).toMatchObject([{ reason: "bounce", isInEffect: false }]);
	});

	it("keeps an unsubscribe of someone unknown until they say yes themselves, later", async () => {
		await apply([optOut("late", "unsubscribed"), { ...optOut("x", "bounced"), value: "no address" }]);
		const [uid = 0] = await accept([{ user: "late", statement: "stm_file" }]);
		const suppressions = async () =>
			(await getProfile({ ...ctx, now: new Date() }, { profileId: uid })).suppressions;
		expect(await suppressions()).toMatchObject([{ reason: "unsubscribe", at: new Date(t0).toISOString() }]);
		await optIn("late", t0 - day);
		expect(await suppressions()).toHaveLength(1);
		await optIn("late", t0 + day);
		expect(await suppressions()).toEqual([]);
	});

	it("keeps no hint of an address whose owner was erased", async () => {
		await ctx.db.$transaction((tx) => erasePerson(tx, ctx, { uid: uids[0] ?? 0 }));
		await apply([optOut("u1", "unsubscribed")]);
		expect(
			await ctx.db.suppression.findMany({
				where: { workspaceNumber: ctx.workspace.number },
				select: { hint: true, reason: true },
			}),
		).toEqual([{ hint: "", reason: "unsubscribe" }]);
	});

	it("asks page by page, goes on where it ended, and shows what fails", async () => {
		const start = Date.now();
		let now = start;
		const pull = () =>
			readDueOptOuts({
				now: () => now,
				hasOwnClock: true,
				workspaceId: ctx.workspace.id,
				sleep: async () => {},
			});
		answer = (since) =>
			since.startsWith("2000")
				? { optOuts: [optOut("u1", "unsubscribed")], until: new Date(t0) }
				: {
						optOuts: [optOut("u1", "unsubscribed"), optOut("u2", "unsubscribed", t0 + day)],
						until: new Date(now),
					};
		expect(await pull()).toEqual({ read: 1, failed: 0 });
		expect(asked).toEqual(["2000-01-01T00:00:00.000Z", new Date(t0).toISOString()]);
		expect(await feed()).toMatchObject({ received: 2, problem: null, lastAt: new Date(start).toISOString() });
		expect((await counts()).wanted).toBe(3);
		// Not due.
		expect(await pull()).toEqual({ read: 0, failed: 0 });
		now += 15 * 60_000;
		answer = () => null;
		expect(await pull()).toEqual({ read: 0, failed: 1 });
		expect(asked[2]).toBe(new Date(start).toISOString());
		expect(await feed()).toMatchObject({
			received: 2,
			problem: "The key is not accepted.",
			nextTryAt: new Date(now + 60_000).toISOString(),
		});
		now += 60_000;
		await pull();
		expect((await feed()).nextTryAt).toBe(new Date(now + 120_000).toISOString());
		answer = () => ({ optOuts: [], until: new Date(now) });
		now += 120_000;
		await ctx.db.destinationRate.upsert({
			where: { destinationId },
			create: { destinationId, nextAt: new Date(), heldUntil: new Date(now + 60_000), inProgress: [] },
			update: { heldUntil: new Date(now + 60_000) },
		});
		// Left alone, as the network wished.
		expect(await pull()).toEqual({ read: 0, failed: 0 });
		now += 60_000;
		expect(await pull()).toEqual({ read: 1, failed: 0 });
		expect(await feed()).toMatchObject({ received: 2, problem: null, nextTryAt: null });
	});

	it("takes what is posted only with the right signature, once", async () => {
		const secret = `whsec_${"A".repeat(32)}`;
		const body = JSON.stringify({
			optOuts: [{ ...optOut("u3", "unsubscribed"), at: new Date(t0).toISOString() }],
		});
		const post = (headers: Record<string, string>, text = body) =>
			receiveOptOuts(destinationId, new Request("http://own/", { method: "POST", body: text, headers }));
		const signed = (text = body) => signWebhook(secret, "msg_1", text, new Date());
		await expect(post(signed())).rejects.toMatchObject({ code: "not_found" });
		await expect(setPush(ctx, destinationId, { format: "muster", secret: "plain" })).rejects.toMatchObject({
			code: "invalid",
		});
		expect(await setPush(ctx, destinationId, { format: "muster", secret })).toMatchObject({
			push: { format: "muster", address: expect.stringContaining(`/api/v1/opt-outs/${destinationId}`) },
		});
		await expect(post({})).rejects.toMatchObject({ code: "unauthenticated" });
		await expect(post(signed(), `${body} `)).rejects.toMatchObject({ code: "unauthenticated" });
		await expect(post(signed("{"), "{")).rejects.toMatchObject({ code: "invalid" });
		const large = "x".repeat(1_000_001);
		await expect(post(signed(large), large)).rejects.toMatchObject({ code: "too_large" });
		expect(await post(signed())).toEqual({ received: 1, applied: 1, unreadable: 0 });
		expect(await post(signed())).toEqual({ received: 1, applied: 0, unreadable: 0 });
		expect(await feed()).toMatchObject({ received: 1 });
		expect((await counts()).wanted).toBe(4);
		await setPush(ctx, destinationId, null);
		await expect(post(signed())).rejects.toMatchObject({ code: "not_found" });
	});
});
