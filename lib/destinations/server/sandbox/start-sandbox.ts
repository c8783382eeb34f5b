import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { answerControl } from "@/lib/destinations/server/sandbox/answer-control";
import { type Fault, FaultList } from "@/lib/destinations/server/sandbox/faults";
import {
	MetaNetwork,
	metaError,
	type SandboxAnswer,
	type SandboxRequest,
	type SandboxStep,
} from "@/lib/destinations/server/sandbox/meta-network";
import { type MetaChange, MetaState } from "@/lib/destinations/server/sandbox/meta-state";
import type { OAuthAnswer } from "@/lib/destinations/server/sandbox/oauth-page";
import { OAuthServer } from "@/lib/destinations/server/sandbox/oauth-server";
import { isOAuthChange, type OAuthChange } from "@/lib/destinations/server/sandbox/oauth-state";
import { type WebhookChange, WebhookReceiver } from "@/lib/destinations/server/sandbox/webhook-receiver";

export type SandboxChange = MetaChange | WebhookChange | OAuthChange;
export type Sandbox = {
	url: string;
	meta: MetaState;
	webhooks: WebhookReceiver;
	/** Gives tokens; `oauth.accountOf(token)` says whose they are. */
	oauth: OAuthServer;
	faults: FaultList;
	/** Moves the network's own clock ahead. */
	setClock: (offsetMs: number) => void;
	reset: () => void;
	change: (change: SandboxChange) => void;
	close: () => Promise<void>;
};

const maxBody = 16_000_000;

/**
 * The sandbox networks: one small HTTP server that strictly imitates Meta's Custom Audiences and a receiver
 * of webhooks, and an authorization server, without the internet. With a folder its state survives restarts. Everything it holds can be
 * read under /_sandbox.
 */
export async function startSandbox({ port, folder }: { port: number; folder?: string }): Promise<Sandbox> {
	const meta = new MetaState();
	let clockOffsetMs = 0;
	const now = (): number => Date.now() + clockOffsetMs;
	const faults = new FaultList();
	const journal = folder ? path.join(folder, "journal.jsonl") : null;
	const applyChange = (change: SandboxChange): void => {
		if (change.type === "webhook" || change.type === "delta") webhooks.apply(change);
		else if (isOAuthChange(change)) oauth.state.apply(change);
		else meta.apply(change);
	};
	const change = (one: SandboxChange): void => {
		applyChange(one);
		if (journal) appendFileSync(journal, `${JSON.stringify(one)}\n`);
	};
	const webhooks = new WebhookReceiver(change, () => Date.now());
	const oauth = new OAuthServer(change, now);
	const network = new MetaNetwork(meta, change, now);
	const rewriteJournal = (): void => {
		if (!journal) return;
		const lines = [...meta.journal(), ...webhooks.journal(), ...oauth.state.journal(now())].map(
			(one) => `${JSON.stringify(one)}\n`,
		);
		writeFileSync(`${journal}.new`, lines.join(""));
		renameSync(`${journal}.new`, journal);
	};
	const seed = (): void => {
		change({
			type: "account",
			account: {
				id: "act_1001",
				name: "Sandbox ad account",
				accessToken: "sandbox-access-token",
				appSecret: "sandbox-app-secret",
				requiresProof: false,
				isTermsAccepted: true,
				matchRate: 0.7,
				smallestAudience: 0,
			},
		});
		change({ type: "webhook", name: "demo", secret: "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=" });
		oauth.seed();
	};
	if (journal && folder) {
		mkdirSync(folder, { recursive: true });
		if (existsSync(journal)) {
			for (const line of readFileSync(journal, "utf8").split("\n")) {
				// A line cut off by a kill was never answered for.
				if (line.endsWith("}")) applyChange(JSON.parse(line));
			}
		}
		rewriteJournal();
	}
	if (!meta.accounts.has("act_1001")) seed();
	// A journal from before there was an authorization server.
	else if (oauth.state.apps.size === 0) oauth.seed();

	const sandbox: Omit<Sandbox, "url" | "close"> = {
		meta,
		webhooks,
		oauth,
		faults,
		setClock: (offsetMs) => {
			clockOffsetMs = offsetMs;
		},
		reset: () => {
			meta.accounts.clear();
			meta.audiences.clear();
			webhooks.receivers.clear();
			oauth.reset();
			faults.clear();
			clockOffsetMs = 0;
			if (journal) writeFileSync(journal, "");
			seed();
		},
		change,
	};
	const server = createServer((incoming, outgoing) => {
		answer(incoming, outgoing).catch((error: unknown) => {
			if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "application/json" });
			outgoing.end(JSON.stringify({ error: String(error) }));
		});
	});
	// The time-out faults hold connections open; nothing else may.
	server.requestTimeout = 0;

	async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const url = new URL(incoming.url ?? "/", "http://sandbox");
		const body = await readBody(incoming);
		if (url.pathname.startsWith("/_sandbox")) {
			return write(outgoing, answerControl(sandbox, incoming.method ?? "GET", url, body, now()));
		}
		const headers: Record<string, string | undefined> = {};
		for (const [name, value] of Object.entries(incoming.headers))
			headers[name] = Array.isArray(value) ? value[0] : value;
		const request: SandboxRequest = { method: incoming.method ?? "GET", url, headers, body };
		if (url.pathname.startsWith("/oauth/")) return await answerOAuth(request, incoming, outgoing);
		const webhook = /^\/webhooks\/([\w-]{1,60})$/.exec(url.pathname)?.[1];
		const refusedValues = faults.list().flatMap((one) => (one.kind === "reject_rows" ? one.values : []));
		const read = webhook ? webhooks.read(request, webhook, refusedValues) : network.read(request);
		if (!("apply" in read)) return write(outgoing, read);
		const fault = faults.take(webhook ? "webhook" : "meta", read.operation, read.audience);
		if (!fault) return write(outgoing, read.apply());
		const reply = playFault(fault, read, webhook !== undefined, incoming);
		if (reply) write(outgoing, reply);
	}

	async function answerOAuth(
		request: SandboxRequest,
		incoming: IncomingMessage,
		outgoing: ServerResponse,
	): Promise<void> {
		const read = oauth.read(request);
		if (!("apply" in read)) return write(outgoing, read);
		const fault = faults.take("oauth", read.operation, read.audience);
		const reply = fault ? playFault(fault, read, true, incoming) : read.apply();
		if (request.url.pathname === "/oauth/token" && oauth.delayMs > 0)
			await new Promise((resolve) => setTimeout(resolve, oauth.delayMs));
		if (reply) write(outgoing, reply);
	}

	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", resolve);
	});
	// Safe because a server that listens on a port has an address of this form.
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		...sandbox,
		url,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/** The fault's response; null is no response at all. */
function playFault(
	fault: Fault,
	step: SandboxStep,
	isWebhook: boolean,
	incoming: IncomingMessage,
): SandboxAnswer | null {
	const webhookSays = (status: number, otherwise: SandboxAnswer): SandboxAnswer =>
		isWebhook ? { status, body: {} } : otherwise;
	switch (fault.kind) {
		case "throttle": {
			const reply = webhookSays(
				429,
				metaError(400, 80003, "There have been too many calls to this ad-account."),
			);
			const seconds = fault.retryAfterSeconds;
			return { ...reply, headers: seconds === undefined ? {} : { "retry-after": String(seconds) } };
		}
		case "error_500_after":
			step.apply();
			return webhookSays(500, metaError(500, 2, "Service temporarily unavailable"));
		case "error_500":
			return webhookSays(500, metaError(500, 2, "Service temporarily unavailable"));
		case "token_expired":
			return webhookSays(401, metaError(401, 190, "Session has expired", 463));
		case "bad_request":
			return webhookSays(422, metaError(400, 100, "Invalid parameter"));
		case "gone":
			return { status: 410, body: {} };
		case "too_small":
			return metaError(400, 2650, "Failed to update the custom audience: Audience Size too low", 1870052);
		case "timeout":
			return null;
		case "timeout_after":
			step.apply();
			return null;
		case "cut":
			incoming.socket.destroy();
			return null;
		case "cut_after":
			step.apply();
			incoming.socket.destroy();
			return null;
		case "late":
			setTimeout(() => step.apply(), fault.delayMs).unref();
			incoming.socket.destroy();
			return null;
		case "reject_rows":
			return step.apply();
	}
}

function write(outgoing: ServerResponse, { status, body, html, headers = {} }: OAuthAnswer): void {
	if (html !== undefined) {
		outgoing.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers });
		outgoing.end(html);
		return;
	}
	outgoing.writeHead(status, { "content-type": "application/json", ...headers });
	outgoing.end(JSON.stringify(body));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of incoming) {
		// Safe because a request without an encoding set gives buffers.
		const bytes = chunk as Buffer;
		size += bytes.length;
		if (size > maxBody) throw new Error("The request is too large.");
		chunks.push(bytes);
	}
	return Buffer.concat(chunks).toString("utf8");
}
