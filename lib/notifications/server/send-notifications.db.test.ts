import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ParsedMail } from "mailparser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sealCredentials } from "@/lib/destinations/server/open-connection";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { newId } from "@/lib/kernel/ids";
import type { NotificationChoices } from "@/lib/notifications/choices";
import { findDueLooks } from "@/lib/notifications/server/find-due-looks";
import { getDelivery } from "@/lib/notifications/server/get-delivery";
import { sendNotifications } from "@/lib/notifications/server/send-notifications";
import { updateNotifications } from "@/lib/notifications/server/update-notifications";
import { writeNotices } from "@/lib/notifications/server/write-notices";
import { receiveMail, type TestMailServer } from "@/lib/notifications/testing/receive-mail";
import type { Role } from "@/lib/workspaces/policy";
import { type Context, createContext } from "@/lib/workspaces/server/context";
import { removeMember } from "@/lib/workspaces/server/remove-member";
import { addMember, joinWorkspace } from "@/lib/workspaces/testing/add-member";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const start = new Date("2026-11-30T09:00:00Z");
const minutesIn = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

let ctx: Context;
let server: TestMailServer;
let adminEmail: string;

beforeEach(async () => {
	server = await receiveMail();
	ctx = await createTestWorkspace({ now: start });
	adminEmail = await emailOf(ctx.actor.id);
});
afterEach(() => server.stop());

const emailOf = async (id: string) => (await ctx.db.user.findUniqueOrThrow({ where: { id } })).email;

const run = (minutes: number, of: Context = ctx) =>
	sendNotifications({ now: minutesIn(minutes), mail: server.settings, workspaceId: of.workspace.id });

// Other suites start and stop workers; that jobs do not run is everyone's trouble, and no one's here.
const aboutJobs = /background jobs/i;

const titlesOf = (email: ParsedMail) =>
	[...(email.text ?? "").matchAll(/^\* (.+)$/gm)].map((match) => match[1] ?? "");
const recipientOf = (email: ParsedMail) => [email.to ?? []].flat().flatMap(({ text }) => text)[0] ?? "";

/** The text of each email to this address, without that. */
const sentTo = (address: string) =>
	server.received
		.filter((email) => recipientOf(email) === address)
		.map((email) => titlesOf(email).filter((title) => !aboutJobs.test(title)))
		.filter((titles) => titles.length > 0);

async function addDestination(name: string, of: Context = ctx): Promise<string> {
	const id = newId("dst");
	await of.db.destination.create({
		data: {
			id,
			workspaceId: of.workspace.id,
			network: "webhook",
			name,
			settings: {},
			credentialsEncrypted: sealCredentials({ settings: {}, credentials: {} }),
			status: "failing",
			checkError: "The token has expired.",
			createdBy: of.actor.id,
		},
	});
	return id;
}

const setStatus = (id: string, status: string) =>
	ctx.db.destination.update({ where: { id }, data: { status } });

async function join(role: Role, choices?: Partial<NotificationChoices>, of: Context = ctx) {
	const { userId, email } = await addMember(of, role);
	const member = createContext(
		of.workspace,
		{ kind: "user", id: userId, name: "Kim", role },
		undefined,
		start,
	);
	if (choices) await updateNotifications(member, choices);
	return { userId, email, ctx: member };
}

describe("what needs attention", () => {
	it("is emailed once to admins, all in one email, and to no one who did not opt in", async () => {
		const marketer = await join("marketer");
		await addDestination("Meta");
		await addDestination("Google");
		await run(0);
		expect(sentTo(adminEmail)).toEqual([["Google refuses the connection", "Meta refuses the connection"]]);
		expect(sentTo(marketer.email)).toEqual([]);
		await run(1);
		await run(10);
		expect(sentTo(adminEmail)).toHaveLength(1);
		const [email] = server.received;
		expect(email?.from?.text).toBe('"Muster" <muster@example.com>');
		expect(email?.text).toContain("The token has expired.");
		expect(email?.headers.get("auto-submitted")).toBe("auto-generated");
		const settings = `http://localhost:3000/${ctx.workspace.slug}/settings/notifications`;
		expect(email?.headerLines.find(({ key }) => key === "list-unsubscribe")?.line).toContain(`<${settings}>`);
	});

	it("is emailed again when it is resolved and returns, but not when it was only briefly resolved", async () => {
		const id = await addDestination("Meta");
		await run(0);
		await setStatus(id, "connected");
		await run(1);
		await setStatus(id, "failing");
		await run(2);
		expect(sentTo(adminEmail)).toHaveLength(1);
		await setStatus(id, "connected");
		await run(3);
		await setStatus(id, "failing");
		await run(40);
		expect(sentTo(adminEmail)).toHaveLength(2);
	});

	it("reports only what is new", async () => {
		await addDestination("Meta");
		await run(0);
		await addDestination("Google");
		await run(1);
		expect(sentTo(adminEmail)).toEqual([["Meta refuses the connection"], ["Google refuses the connection"]]);
	});

	it("follows what each member chose and may see", async () => {
		const viewer = await join("viewer", { attention: true });
		const analyst = await join("analyst", { attention: true });
		const quiet = await join("admin", { attention: false });
		await addDestination("Meta");
		await ctx.db.import.create({
			data: {
				id: newId("imp"),
				workspaceId: ctx.workspace.id,
				sourceId: await addSource(),
				kind: "people",
				fileName: "people.csv",
				bytesTotal: 10n,
				status: "failed",
				error: "Line 3: maya@example.com is there twice.",
				finishedAt: start,
				createdBy: ctx.actor.id,
			},
		});
		await run(0);
		expect(sentTo(viewer.email)).toEqual([["Meta refuses the connection"]]);
		expect(sentTo(analyst.email)).toEqual([
			["Meta refuses the connection", "The import of people.csv failed"],
		]);
		expect(sentTo(quiet.email)).toEqual([]);
		for (const { text, html } of server.received) {
			expect(text).not.toContain("maya");
			expect(html).not.toContain("maya");
		}
	});

	it("is not sent to who no longer wants it, or has left, while it waits", async () => {
		const [left, quiet] = [await join("admin"), await join("admin")];
		await addDestination("Meta");
		server.rules.signIn = "refused";
		await run(0);
		await removeMember(ctx, { userId: left.userId });
		await updateNotifications(quiet.ctx, { attention: false });
		delete server.rules.signIn;
		await run(30);
		expect(sentTo(adminEmail)).toHaveLength(1);
		expect([...sentTo(left.email), ...sentTo(quiet.email)]).toEqual([]);
	});

	it("is sent of no other workspace, and of each separately to who is in both", async () => {
		const other = await createTestWorkspace({ now: start });
		const both = await join("admin");
		await joinWorkspace(other, both.userId, "admin");
		const stranger = await join("admin", undefined, other);
		await addDestination("Meta");
		await addDestination("Google", other);
		await run(0);
		expect([sentTo(both.email), sentTo(stranger.email)]).toEqual([[["Meta refuses the connection"]], []]);
		await run(0, other);
		expect(sentTo(stranger.email)).toEqual([["Google refuses the connection"]]);
		expect(sentTo(both.email)).toEqual([["Meta refuses the connection"], ["Google refuses the connection"]]);
		expect(sentTo(adminEmail)).toEqual([["Meta refuses the connection"]]);
	});

	it("is checked only when something changed, five minutes have passed, or someone changed their choices", async () => {
		const due = async (minutes: number) =>
			(await findDueLooks(ctx.db, minutesIn(minutes), ctx.workspace.id)).map(({ topic }) => topic);
		expect(await due(0)).toEqual(["attention"]);
		await run(0);
		await addDestination("Meta");
		expect(await due(1)).toEqual(["attention"]);
		await run(1);
		expect(await due(7)).toEqual(["attention"]);
		await updateNotifications(ctx, { attention: false });
		expect(await due(7)).toEqual([]);
		await updateNotifications(ctx, { attention: true });
		expect(await due(2)).toEqual(["attention"]);
	});
});

async function addSource(): Promise<string> {
	const id = newId("src");
	await ctx.db.source.create({ data: { id, workspaceId: ctx.workspace.id, kind: "csv", name: "Files" } });
	return id;
}

describe("an email that cannot be sent", () => {
	it("is retried with growing delays, and is a problem for admins until it is sent", async () => {
		await addDestination("Meta");
		const second = await join("admin");
		server.rules.refuses = (address) => (address === adminEmail ? "No such mailbox" : null);
		await run(0);
		expect(sentTo(second.email)).toHaveLength(1);
		const delivery = () => getDelivery(ctx, server.settings);
		expect(await delivery()).toEqual({
			problem: expect.stringMatching(/refused the address: .*550 No such mailbox/),
			nextTryAt: minutesIn(1).toISOString(),
		});
		const attempts = async () => {
			const key = { workspaceId: ctx.workspace.id, userId: ctx.actor.id };
			const where = { workspaceId_userId: key };
			return (await ctx.db.notificationRecipient.findUniqueOrThrow({ where })).attempts;
		};
		await run(0.5);
		expect(await attempts()).toBe(1);
		await run(1);
		expect((await delivery()).nextTryAt).toBe(minutesIn(3).toISOString());
		delete server.rules.refuses;
		await run(2);
		expect(sentTo(adminEmail)).toEqual([]);
		await run(3);
		expect(sentTo(adminEmail)).toEqual([["Meta refuses the connection"]]);
		expect(await delivery()).toEqual({ problem: null, nextTryAt: null });
		expect(sentTo(second.email)).toHaveLength(1);
	});

	it("for a reason that is everyone's is not tried with each of them", async () => {
		await addDestination("Meta");
		await join("admin");
		server.rules.signIn = "refused";
		await run(0);
		expect(server.connections()).toBe(1);
		const waiting = await ctx.db.notificationRecipient.findMany({
			where: { workspaceId: ctx.workspace.id },
			select: { attempts: true, error: true },
		});
		const why = `The mail server ${new URL(server.settings.url).host} refused the sign-in: 535 Wrong user or password`;
		expect(waiting).toEqual([
			{ attempts: 1, error: why },
			{ attempts: 1, error: why },
		]);
		expect(why).not.toContain("secret");
	});

	it("waits while there is no server to reach", async () => {
		await addDestination("Meta");
		await server.stop();
		await run(0);
		const { problem } = await getDelivery(ctx, server.settings);
		expect(problem).toMatch(/cannot be reached: .*ECONNREFUSED/);
	});

	it("is no problem any more when its cause is gone", async () => {
		const id = await addDestination("Meta");
		server.rules.signIn = "refused";
		await run(0);
		await setStatus(id, "connected");
		await ctx.db.notice.deleteMany({
			where: { workspaceId: ctx.workspace.id, cause: { startsWith: "jobs" } },
		});
		delete server.rules.signIn;
		await run(1);
		expect(sentTo(adminEmail)).toEqual([]);
		expect((await getDelivery(ctx, server.settings)).problem).toBeNull();
	});

	it("is sent twice, as the same email, when its process dies before recording it", async () => {
		// Nothing else is wanted, so that what other suites do to workers changes nothing here.
		await updateNotifications(ctx, { attention: false });
		const to = { workspaceId: ctx.workspace.id, userId: ctx.actor.id };
		const notice = { cause: newId("cmp"), title: "Spring has its first results", detail: "", path: "lift" };
		await ctx.db.$transaction((tx) => writeNotices(tx, to, "results", [notice], start));
		const child = spawn(
			process.execPath,
			["--import", "tsx", "lib/notifications/testing/run-send.ts", ctx.workspace.id, start.toISOString()],
			{
				stdio: "ignore",
				env: {
					...process.env,
					MUSTER_SMTP_URL: server.settings.url,
					MUSTER_MAIL_FROM: server.settings.from,
				},
			},
		);
		const died = once(child, "exit");
		server.rules.onEmail = async () => {
			child.kill("SIGKILL");
			await died;
		};
		await died;
		delete server.rules.onEmail;
		expect(sentTo(adminEmail)).toHaveLength(1);
		// Someone may still be at it.
		await run(1);
		expect(sentTo(adminEmail)).toHaveLength(1);
		await run(7);
		await run(14);
		expect(sentTo(adminEmail)).toHaveLength(2);
		expect(new Set(server.received.map(({ messageId }) => messageId)).size).toBe(1);
	});
});

it("without a mail server nothing is checked, and nothing is lost for later", async () => {
	await addDestination("Meta");
	await sendNotifications({ now: start, mail: null, workspaceId: ctx.workspace.id });
	expect(await ctx.db.notificationWatch.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
	await run(1);
	expect(sentTo(adminEmail)).toEqual([["Meta refuses the connection"]]);
});

describe("a campaign", () => {
	const day = 24 * 60;
	const people = Array.from({ length: 400 }, (_, place) => place + 1);
	let campaignId: string;

	beforeEach(async () => {
		const audience = await createAudience(ctx, people);
		campaignId = await createRunningCampaign(ctx, audience, { holdoutBp: 2000, windowDays: 14 });
		await assignNewMembers(ctx, campaignId);
		await ctx.db.notificationRecipient.create({
			data: { workspaceId: ctx.workspace.id, userId: ctx.actor.id, attention: false },
		});
	});

	it("has its first results sent to who created it and to who wants all, once", async () => {
		const all = await join("viewer", { results: "all" });
		const own = await join("marketer");
		await run(day);
		expect(server.received).toEqual([]);
		await run(13 * day);
		await run(15 * day);
		await run(16 * day);
		expect(sentTo(adminEmail)).toEqual([["Spring has its first results"]]);
		expect(sentTo(all.email)).toEqual([["Spring has its first results"]]);
		expect(sentTo(own.email)).toEqual([]);
		const [email] = server.received;
		expect(email?.text).toContain("Too early to tell.");
		expect(email?.text).toContain(`http://localhost:3000/${ctx.workspace.slug}/lift/${campaignId}`);
	});

	it("sends another verdict", async () => {
		await run(15 * day);
		const verdict = await ctx.db.campaignVerdict.update({
			where: { campaignId },
			data: { notifiedKind: "keep" },
		});
		expect(verdict).toMatchObject({ kind: "keep_collecting", notifiedAnswer: true, notifiedAt: null });
		await run(15 * day + 61);
		expect(sentTo(adminEmail)).toEqual([["The verdict on Spring has changed"]]);
	});

	it("sends nothing when it was read for the first time with an answer", async () => {
		await run(20 * day);
		expect(server.received).toEqual([]);
	});

	it("with a group of a few people is emailed to no one", async () => {
		const few = await createAudience(ctx, [501, 502, 503]);
		const small = await createRunningCampaign(ctx, few, { holdoutBp: 2000, windowDays: 14 });
		await assignNewMembers(ctx, small);
		await run(day);
		expect(await ctx.db.campaignVerdict.findUnique({ where: { campaignId: small } })).toBeNull();
	});

	it("is read every hour at most, and when its first answer is due", async () => {
		const due = async (minutes: number) =>
			(await findDueLooks(ctx.db, minutesIn(minutes), ctx.workspace.id)).map(({ topic }) => topic);
		await run(14 * day - 20);
		expect(await due(14 * day - 1)).toEqual([]);
		expect(await due(14 * day)).toEqual(["results"]);
		expect(await due(14 * day + 41)).toEqual(["results"]);
	});
});
