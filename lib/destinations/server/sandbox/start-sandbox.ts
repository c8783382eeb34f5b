import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { answerControl } from "@/lib/destinations/server/sandbox/answer-control";
import { playBraze } from "@/lib/destinations/server/sandbox/braze-network";
import { playCustomerIo } from "@/lib/destinations/server/sandbox/customerio-network";
import { type Fault, FaultList } from "@/lib/destinations/server/sandbox/faults";
import { playGoogle } from "@/lib/destinations/server/sandbox/google-network";
import { playHubSpot } from "@/lib/destinations/server/sandbox/hubspot-network";
import { playIterable } from "@/lib/destinations/server/sandbox/iterable-network";
import { playKlaviyo } from "@/lib/destinations/server/sandbox/klaviyo-network";
import { playLinkedIn } from "@/lib/destinations/server/sandbox/linkedin-network";
import { playMailchimp } from "@/lib/destinations/server/sandbox/mailchimp-network";
import { playMarketingCloud } from "@/lib/destinations/server/sandbox/marketingcloud-network";
import { MetaNetwork, metaError } from "@/lib/destinations/server/sandbox/meta-network";
import { type MetaChange, MetaState } from "@/lib/destinations/server/sandbox/meta-state";
import { dialectOf } from "@/lib/destinations/server/sandbox/oauth-dialects";
import type { OAuthAnswer } from "@/lib/destinations/server/sandbox/oauth-page";
import { OAuthServer } from "@/lib/destinations/server/sandbox/oauth-server";
import { isOAuthChange, type OAuthChange } from "@/lib/destinations/server/sandbox/oauth-state";
import { playSalesforce } from "@/lib/destinations/server/sandbox/salesforce-network";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";
import { playSlack } from "@/lib/destinations/server/sandbox/slack-network";
import { playTikTok } from "@/lib/destinations/server/sandbox/tiktok-network";
import { type WebhookChange, WebhookReceiver } from "@/lib/destinations/server/sandbox/webhook-receiver";

type NetworkChange = { type: "network"; network: string; change: unknown };
export type SandboxChange = MetaChange | WebhookChange | OAuthChange | NetworkChange;

/** Networks the sandbox plays besides Meta, which is at the root, and the receiver of webhooks. */
const plays: readonly ((surroundings: SandboxSurroundings) => SandboxNetwork)[] = [
	playGoogle,
	playLinkedIn,
	playSlack,
	playTikTok,
	playHubSpot,
	playSalesforce,
	playCustomerIo,
	playIterable,
	playBraze,
	playMailchimp,
	playKlaviyo,
	playMarketingCloud,
];

/** A request to a network as it came in, whatever was answered. */
export type SeenRequest = {
	network: string;
	operation: SandboxStep["operation"];
	audience: string;
	body: string;
};
export type Arrival = { at: number; method: string; path: string };
export type Sandbox = {
	url: string;
	meta: MetaState;
	webhooks: WebhookReceiver;
	/** The other networks, by slug. */
	networks: ReadonlyMap<string, SandboxNetwork>;
	/** Gives tokens; `oauth.accountOf(token)` says whose they are. */
	oauth: OAuthServer;
	faults: FaultList;
	/** The latest requests to the networks, in the order they came, by the machine's clock. */
	arrivals: readonly Arrival[];
	/** Moves the network's own clock ahead; what was to be applied by then is applied. */
	setClock: (offsetMs: number) => void;
	reset: () => void;
	change: (change: SandboxChange) => void;
	close: () => Promise<void>;
};

const webhookChanges = new Set(["webhook", "delta", "seen", "taken", "broken"]);
function isWebhookChange(change: SandboxChange): change is WebhookChange {
	return webhookChanges.has(change.type);
}

const maxBody = 16_000_000;
const keptArrivals = 1_000;

/**
 * The sandbox networks: one small HTTP server that strictly imitates Meta's Custom Audiences and a receiver
 * of webhooks, and an authorization server, without the internet. With a folder its state survives restarts. Everything it holds can be
 * read under /_sandbox.
 */
export async function startSandbox({
	port,
	host = "127.0.0.1",
	folder,
	onRequest = () => {},
}: {
	port: number;
	/** Where it listens. Whoever reaches it may read and change everything it holds. */
	host?: string;
	folder?: string;
	onRequest?: (request: SeenRequest) => void;
}): Promise<Sandbox> {
	const meta = new MetaState();
	let clockOffsetMs = 0;
	const now = (): number => Date.now() + clockOffsetMs;
	const faults = new FaultList();
	const arrivals: Arrival[] = [];
	const late = new Set<{ at: number; apply: () => void }>();
	const applyLate = (delayMs: number, apply: () => void): void => {
		const one = { at: now() + delayMs, apply };
		late.add(one);
		setTimeout(() => {
			if (late.delete(one)) apply();
		}, delayMs).unref();
	};
	const applyDue = (): void => {
		const due = [...late].filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at);
		for (const one of due) if (late.delete(one)) one.apply();
	};
	const journal = folder ? path.join(folder, "journal.jsonl") : null;
	const applyChange = (change: SandboxChange): void => {
		if (isWebhookChange(change)) webhooks.apply(change);
		else if (isOAuthChange(change)) oauth.state.apply(change);
		else if (change.type === "network") networks.get(change.network)?.apply(change.change);
		else meta.apply(change);
	};
	const change = (one: SandboxChange): void => {
		applyChange(one);
		if (journal) appendFileSync(journal, `${JSON.stringify(one)}\n`);
	};
	const webhooks = new WebhookReceiver(change, () => Date.now());
	const oauth = new OAuthServer(change, now);
	const metaNetwork = new MetaNetwork(meta, change, now);
	const networks = new Map(
		plays.map((play) => {
			const network: SandboxNetwork = play({
				now,
				accountOf: (token) => oauth.accountOf(token)?.id ?? null,
				change: (one) => change({ type: "network", network: network.slug, change: one }),
			});
			return [network.slug, network] as const;
		}),
	);
	const rewriteJournal = (): void => {
		if (!journal) return;
		const others = [...networks.values()].flatMap((network) =>
			[...network.journal()].map((one) => ({ type: "network", network: network.slug, change: one })),
		);
		const lines = [...meta.journal(), ...webhooks.journal(), ...oauth.state.journal(now()), ...others].map(
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
		for (const network of networks.values()) network.seed();
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
	else {
		// A journal from before there were these.
		for (const network of networks.values()) if ([...network.journal()].length === 0) network.seed();
		if (oauth.state.apps.size === 0) oauth.seed();
	}

	const sandbox: Omit<Sandbox, "url" | "close"> = {
		meta,
		webhooks,
		networks,
		oauth,
		faults,
		arrivals,
		setClock: (offsetMs) => {
			clockOffsetMs = offsetMs;
			applyDue();
		},
		reset: () => {
			meta.accounts.clear();
			meta.audiences.clear();
			webhooks.receivers.clear();
			for (const network of networks.values()) network.reset();
			oauth.reset();
			faults.clear();
			arrivals.length = 0;
			late.clear();
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
		if (!url.pathname.startsWith("/_sandbox")) {
			arrivals.push({ at: Date.now(), method: incoming.method ?? "GET", path: url.pathname });
			if (arrivals.length > keptArrivals) arrivals.shift();
		}
		const body = await readBody(incoming);
		if (url.pathname.startsWith("/_sandbox")) {
			return write(outgoing, answerControl(sandbox, incoming.method ?? "GET", url, body, now()));
		}
		const headers: Record<string, string | undefined> = {};
		for (const [name, value] of Object.entries(incoming.headers))
			headers[name] = Array.isArray(value) ? value[0] : value;
		const request: SandboxRequest = { method: incoming.method ?? "GET", url, headers, body };
		if (url.pathname.startsWith("/oauth/") || dialectOf(url.pathname))
			return await answerOAuth(request, incoming, outgoing);
		const [, slug = "", ...rest] = url.pathname.split("/");
		const other = networks.get(slug);
		if (other) url.pathname = `/${rest.join("/")}`;
		const webhook = /^\/webhooks\/([\w-]{1,60})$/.exec(url.pathname)?.[1];
		const refusedValues = faults.list().flatMap((one) => (one.kind === "reject_rows" ? one.values : []));
		const read = other
			? other.read(request)
			: webhook
				? webhooks.read(request, webhook, refusedValues)
				: metaNetwork.read(request);
		if (!("apply" in read)) return write(outgoing, read);
		const played = other?.slug ?? (webhook ? "webhook" : "meta");
		onRequest({ network: played, operation: read.operation, audience: read.audience, body });
		const fault = faults.take(played, read.operation, read.audience, body);
		if (!fault) return write(outgoing, read.apply());
		const fail = other
			? (failure: SandboxFailure) => other.fail(failure)
			: webhook
				? webhookFails
				: metaFails;
		const reply = playFault(fault, read, fail, incoming, applyLate);
		if (reply) write(outgoing, reply);
	}

	async function answerOAuth(
		request: SandboxRequest,
		incoming: IncomingMessage,
		outgoing: ServerResponse,
	): Promise<void> {
		const read = oauth.read(request);
		if (!("apply" in read)) return write(outgoing, read);
		const fault = faults.take("oauth", read.operation, read.audience, request.body);
		const reply = fault ? playFault(fault, read, webhookFails, incoming, applyLate) : read.apply();
		const { pathname } = request.url;
		if (dialectOf(pathname)?.tokens === pathname && oauth.delayMs > 0)
			await new Promise((resolve) => setTimeout(resolve, oauth.delayMs));
		if (reply) write(outgoing, reply);
	}

	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, resolve);
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

function metaFails(failure: SandboxFailure): SandboxAnswer {
	switch (failure) {
		case "throttle":
			return metaError(400, 80003, "There have been too many calls to this ad-account.");
		case "error_500":
			return metaError(500, 2, "Service temporarily unavailable");
		case "token_expired":
			return metaError(401, 190, "Session has expired", 463);
		case "bad_request":
			return metaError(400, 100, "Invalid parameter");
		case "too_small":
			return metaError(400, 2650, "Failed to update the custom audience: Audience Size too low", 1870052);
	}
}

const webhookStatus = { throttle: 429, error_500: 500, token_expired: 401, bad_request: 422, too_small: 422 };

function webhookFails(failure: SandboxFailure): SandboxAnswer {
	return { status: webhookStatus[failure], body: {} };
}
const maintenancePage =
	"<!doctype html><html><head><title>Maintenance</title></head><body><h1>We will be right back</h1></body></html>";

/** The fault's response; null is no response at all. */
function playFault(
	fault: Fault,
	step: SandboxStep,
	fail: (failure: SandboxFailure) => SandboxAnswer,
	incoming: IncomingMessage,
	applyLate: (delayMs: number, apply: () => void) => void,
): SandboxAnswer | null {
	switch (fault.kind) {
		case "throttle": {
			const seconds = fault.retryAfterSeconds;
			return {
				...fail("throttle"),
				headers: seconds === undefined ? {} : { "retry-after": String(seconds) },
			};
		}
		case "error_500_after":
			step.apply();
			return fail("error_500");
		case "error_500":
		case "token_expired":
		case "bad_request":
		case "too_small":
			return fail(fault.kind);
		case "not_ready":
			return metaError(400, 803, "Some of the aliases you requested do not exist: users");
		case "page":
			return { status: 503, body: maintenancePage };
		case "gone":
			return { status: 410, body: {} };
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
			applyLate(fault.delayMs, () => step.apply());
			incoming.socket.destroy();
			return null;
		case "duplicate":
			step.apply();
			answerTwice(incoming, step.apply());
			return null;
		case "bad_rows":
			return fail("bad_request");
		case "reject_rows":
			return step.apply();
	}
}

/** Two answers to one request, on the same connection. */
function answerTwice({ socket }: IncomingMessage, { status, body, headers = {} }: SandboxAnswer): void {
	const text = body === null ? "" : JSON.stringify(body);
	const fields = {
		"content-type": "application/json",
		"content-length": String(Buffer.byteLength(text)),
		...headers,
	};
	const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
	const answer = `HTTP/1.1 ${status} Again\r\n${lines.join("")}\r\n${text}`;
	socket.end(answer + answer);
}

function write(outgoing: ServerResponse, { status, body, html, headers = {} }: OAuthAnswer): void {
	if (html !== undefined) {
		outgoing.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers });
		outgoing.end(html);
		return;
	}
	const isPage = typeof body === "string";
	outgoing.writeHead(status, { "content-type": isPage ? "text/html" : "application/json", ...headers });
	outgoing.end(isPage ? body : body === null ? "" : JSON.stringify(body));
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
