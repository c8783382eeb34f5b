import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { signWebhook } from "@/lib/destinations/catalog/webhook/sign-webhook";
import { sealCredentials } from "@/lib/destinations/server/open-connection";
import { newId } from "@/lib/kernel/ids";
import { getAlertSettings, updateAlertSettings } from "@/lib/notifications/server/alert-settings";
import { sendNotifications } from "@/lib/notifications/server/send-notifications";
import { sendTestAlert } from "@/lib/notifications/server/send-test-alert";
import { receiveMail, type TestMailServer } from "@/lib/notifications/testing/receive-mail";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

type Message = { path: string; headers: Record<string, string | string[] | undefined>; body: string };

const start = new Date("2026-11-30T09:00:00Z");
const minutesIn = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const secret = `whsec_${"A".repeat(32)}`;

let ctx: Context;
let mail: TestMailServer;
let receiver: Server;
let received: Message[];
let answer: number;
let url: string;

beforeEach(async () => {
	received = [];
	answer = 200;
	receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			received.push({
				path: request.url ?? "",
				headers: request.headers,
				body: Buffer.concat(chunks).toString("utf8"),
			});
			response.writeHead(answer).end("ok");
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
	// Safe because it listens on a port.
	url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	mail = await receiveMail();
	ctx = await createTestWorkspace({ now: start });
});
afterEach(async () => {
	await mail.stop();
	await new Promise((resolve) => receiver.close(resolve));
});

const tick = (minutes: number, settings: TestMailServer["settings"] | null = null) =>
	sendNotifications({ now: minutesIn(minutes), mail: settings, workspaceId: ctx.workspace.id });

/** The titles of each message a program got. Jobs that do not run are every workspace's trouble, and no one's here. */
const told = () =>
	received
		.map(({ body }) => {
			const { alerts } = JSON.parse(body) as { alerts: { state: string; title: string }[] };
			return alerts
				.filter(({ title }) => !/background jobs/i.test(title))
				.map(({ state, title }) => `${state}: ${title}`);
		})
		.filter((titles) => titles.length > 0);

async function addDestination(name: string): Promise<string> {
	const id = newId("dst");
	await ctx.db.destination.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			network: "webhook",
			name,
			settings: {},
			credentialsEncrypted: sealCredentials({ settings: {}, credentials: {} }),
			status: "failing",
			checkError: "The token has expired.",
			createdBy: ctx.actor.id,
		},
	});
	return id;
}
const setStatus = (id: string, status: string) =>
	ctx.db.destination.update({ where: { id }, data: { status } });

describe("alerts to a channel", () => {
	it("are posted once, all in one message, signed, and without a mail server too", async () => {
		await updateAlertSettings(ctx, { webhook: { url: `${url}/hook`, secret } });
		await addDestination("Meta");
		await addDestination("Google");
		await tick(0);
		expect(told()).toEqual([["open: Google refuses the connection", "open: Meta refuses the connection"]]);
		const { headers, body } = received[0] ?? { path: "", headers: {} as Message["headers"], body: "" };
		const id = String(headers["webhook-id"]);
		expect(headers["webhook-signature"]).toBe(signWebhook(secret, id, body, start)["webhook-signature"]);
		await tick(1);
		await tick(10);
		expect(told()).toHaveLength(1);
	});

	it("say that something is resolved once it stays so, and not while it comes and goes", async () => {
		await updateAlertSettings(ctx, { webhook: { url, secret: null } });
		const id = await addDestination("Meta");
		await tick(0);
		await setStatus(id, "connected");
		await tick(1);
		await setStatus(id, "failing");
		await tick(2);
		await setStatus(id, "connected");
		await tick(3);
		await tick(32);
		expect(told()).toHaveLength(1);
		await tick(38);
		expect(told().slice(1)).toEqual([["resolved: Meta refuses the connection"]]);
		await tick(60);
		expect(told()).toHaveLength(2);
	});

	it("wait for the end of quiet hours and are not lost; failed deliveries wait only if that is wanted", async () => {
		// In UTC from 09:00 to 10:00.
		await updateAlertSettings(ctx, {
			webhook: { url, secret: null },
			quiet: { from: "09:00", until: "10:00" },
			failuresAtOnce: false,
		});
		await addDestination("Meta");
		await tick(0);
		await tick(59);
		expect(told()).toEqual([]);
		await tick(60);
		expect(told()).toEqual([["open: Meta refuses the connection"]]);
		await updateAlertSettings(ctx, { failuresAtOnce: true, quiet: { from: "10:00", until: "11:00" } });
		await addDestination("Google");
		await tick(66);
		expect(told().slice(1)).toEqual([["open: Google refuses the connection"]]);
	});

	it("hold members' email in quiet hours too, and tell them what is resolved", async () => {
		await updateAlertSettings(ctx, { quiet: { from: "09:00", until: "10:00" }, failuresAtOnce: false });
		const id = await addDestination("Meta");
		await tick(0, mail.settings);
		expect(mail.received).toEqual([]);
		await tick(60, mail.settings);
		const subjects = () =>
			mail.received.map(({ subject }) => subject ?? "").filter((one) => !/jobs/i.test(one));
		expect(mail.received.some(({ text }) => text?.includes("Meta refuses the connection"))).toBe(true);
		await setStatus(id, "connected");
		await tick(66, mail.settings);
		const before = mail.received.length;
		await tick(100, mail.settings);
		expect(mail.received.slice(before).map(({ text }) => text?.split("\n")[0])).toEqual(["Resolved"]);
		expect(subjects().at(-1)).toContain("Meta refuses the connection");
	});

	it("are tried again after a refusal, whose reason is shown, and do not stop other channels", async () => {
		await updateAlertSettings(ctx, {
			webhook: { url, secret: null },
			slack: { url: "http://127.0.0.1:9/x" },
		});
		await addDestination("Meta");
		answer = 500;
		await tick(0);
		const { channels } = await getAlertSettings(ctx);
		expect(channels).toMatchObject([
			{ kind: "slack", problem: "No one listens at this address." },
			{ kind: "webhook", problem: "The receiver answered with status 500." },
		]);
		answer = 200;
		await tick(2);
		expect(received).toHaveLength(2);
		expect((await getAlertSettings(ctx)).channels.at(-1)).toMatchObject({ kind: "webhook", problem: null });
	});
});

describe("where alerts go", () => {
	it("is kept sealed, shown by host only, and tested on demand", async () => {
		await updateAlertSettings(ctx, { slack: { url: `${url}/services/T0/B0/secret-part` } });
		const shown = await getAlertSettings(ctx);
		expect(shown.channels).toMatchObject([{ kind: "slack", host: new URL(url).host }]);
		expect(JSON.stringify(shown)).not.toContain("secret-part");
		const stored = await ctx.db.alertChannel.findFirstOrThrow({ where: { workspaceId: ctx.workspace.id } });
		expect(Buffer.from(stored.contentEncrypted).toString("latin1")).not.toContain("secret-part");
		const audit = await ctx.db.auditEntry.findMany({ where: { workspaceId: ctx.workspace.id } });
		expect(JSON.stringify(audit)).not.toContain("secret-part");
		await sendTestAlert(ctx, { kind: "slack" });
		expect(received.map(({ path }) => path)).toEqual(["/services/T0/B0/secret-part"]);
		expect(JSON.parse(received[0]?.body ?? "{}").text).toContain("Alerts from Muster reach you");
		answer = 404;
		await expect(sendTestAlert(ctx, { kind: "slack" })).rejects.toMatchObject({
			code: "upstream",
			message: expect.stringContaining("Create a new incoming webhook"),
		});
		await updateAlertSettings(ctx, { slack: null });
		await expect(sendTestAlert(ctx, { kind: "slack" })).rejects.toMatchObject({ code: "precondition" });
	});

	it.each([
		["slack", "https://user:pass@hooks.slack.com/services/x"],
		["slack", "ftp://hooks.slack.com/x"],
		["webhook", "http://example.com/hook"],
		["webhook", "not an address"],
	])("refuses for %s what cannot be an address: %s", async (kind, given) => {
		await expect(
			updateAlertSettings(
				ctx,
				kind === "slack" ? { slack: { url: given } } : { webhook: { url: given, secret: null } },
			),
		).rejects.toMatchObject({ code: "invalid", issues: [{ path: `${kind}.url` }] });
	});

	it("is for admins", async () => {
		const marketer: Context = { ...ctx, actor: { ...ctx.actor, role: "marketer" } };
		await expect(getAlertSettings(marketer)).rejects.toMatchObject({ code: "forbidden" });
		await expect(updateAlertSettings(marketer, {})).rejects.toMatchObject({ code: "forbidden" });
	});
});
