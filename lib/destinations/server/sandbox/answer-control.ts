import { z } from "zod";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import type { SandboxAnswer } from "@/lib/destinations/server/sandbox/sandbox-network";
import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

const accountBody = z.strictObject({
	id: z.string().regex(/^act_\d+$/),
	name: z.string().default("Sandbox ad account"),
	accessToken: z.string().min(8),
	appSecret: z.string().default("sandbox-app-secret"),
	requiresProof: z.boolean().default(false),
	isTermsAccepted: z.boolean().default(true),
	matchRate: z.number().min(0).max(1).default(0.7),
	smallestAudience: z.number().int().min(0).default(0),
});
const webhookBody = z.strictObject({
	name: z.string().regex(/^[\w-]{1,60}$/),
	secret: z.string().startsWith("whsec_"),
});
const oauthBody = z.strictObject({
	lifeSeconds: z.number().int().min(0).optional(),
	delayMs: z.number().int().min(0).max(60_000).optional(),
	/** Access tokens given so far expire now. */
	expire: z.boolean().default(false),
	/** This account takes its access back. */
	revoke: z.string().optional(),
	account: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }).optional(),
	app: z
		.strictObject({
			clientId: z.string().min(1),
			clientSecret: z.string().min(1),
			redirectAddresses: z.array(z.url()).min(1),
			rotates: z.boolean().default(true),
		})
		.optional(),
});

type Controlled = Omit<Sandbox, "url" | "close">;

/** The sandbox's own side: what it holds, exactly, and what shall go wrong next. No vendor has this. */
export function answerControl(
	sandbox: Controlled,
	method: string,
	url: URL,
	body: string,
	now: number,
): SandboxAnswer {
	const route = `${method} ${url.pathname.replace("/_sandbox", "") || "/"}`;
	const audienceId = /^GET \/meta\/audiences\/(\d+)$/.exec(route)?.[1];
	const webhookName = /^GET \/webhooks\/([\w-]+)$/.exec(route)?.[1];
	if (route === "GET /health") return { status: 200, body: { ok: true } };
	if (route === "GET /arrivals") return { status: 200, body: { arrivals: sandbox.arrivals } };
	if (route === "GET /state") return { status: 200, body: stateOf(sandbox, now) };
	if (audienceId) {
		const audience = sandbox.meta.audiences.get(audienceId);
		if (!audience) return { status: 404, body: { error: "no such audience" } };
		const keys = sandbox.meta.keysAt(audience, now).map((key) => {
			const split = key.indexOf(":");
			const worth = audience.values.get(key);
			return {
				column: key.slice(0, split),
				value: key.slice(split + 1),
				...(worth === undefined ? {} : { lookalikeValue: worth }),
			};
		});
		return {
			status: 200,
			body: {
				id: audience.id,
				accountId: audience.accountId,
				name: audience.name,
				schema: audience.schema,
				isValueBased: audience.isValueBased,
				keys,
			},
		};
	}
	if (webhookName) {
		const receiver = sandbox.webhooks.receivers.get(webhookName);
		if (!receiver) return { status: 404, body: { error: "no such webhook" } };
		return {
			status: 200,
			body: {
				name: webhookName,
				messages: receiver.seen.size,
				/** Promises of the sender that it broke. */
				broken: receiver.broken,
				/** The last of them, newest first. */
				events: receiver.events.toReversed().slice(0, 100),
				audiences: [...receiver.audiences].map(([id, keys]) => ({ id, keys: [...keys] })),
			},
		};
	}
	const [, verb = "", slug = "", id] =
		/^(GET|POST) \/([a-z-]+)\/(?:audiences\/([\w-]+)|accounts)$/.exec(route) ?? [];
	const network = sandbox.networks.get(slug);
	if (network && verb === "GET" && id !== undefined) {
		const audience = network.describeAudience(id);
		return audience ? { status: 200, body: audience } : { status: 404, body: { error: "no such audience" } };
	}
	if (network && verb === "POST" && id === undefined) {
		return attempt(() => network.addAccount(JSON.parse(body)));
	}
	return command(sandbox, route, body);
}

function command(sandbox: Controlled, route: string, body: string): SandboxAnswer {
	const done = { status: 200, body: { ok: true } };
	try {
		switch (route) {
			case "POST /faults":
				sandbox.faults.add(fault.parse(JSON.parse(body)));
				return done;
			case "DELETE /faults":
				sandbox.faults.clear();
				return done;
			case "GET /faults":
				return { status: 200, body: { faults: sandbox.faults.list() } };
			case "POST /meta/accounts":
				sandbox.change({ type: "account", account: accountBody.parse(JSON.parse(body)) });
				return done;
			case "POST /webhooks":
				sandbox.change({ type: "webhook", ...webhookBody.parse(JSON.parse(body)) });
				return done;
			case "POST /oauth":
				changeOAuth(sandbox, oauthBody.parse(JSON.parse(body)));
				return done;
			case "GET /oauth":
				return {
					status: 200,
					body: {
						requests: sandbox.oauth.requests,
						accounts: [...sandbox.oauth.state.accounts.values()],
						grants: [...sandbox.oauth.state.grants.values()].map(({ accountId, isRevoked }) => ({
							accountId,
							isRevoked,
						})),
					},
				};
			case "POST /clock":
				sandbox.setClock(z.object({ offsetMs: z.number() }).parse(JSON.parse(body)).offsetMs);
				return done;
			case "POST /reset":
				sandbox.reset();
				return done;
			default:
				return { status: 404, body: { error: "no such control" } };
		}
	} catch (error) {
		return refusal(error);
	}
}

function changeOAuth({ oauth, change }: Controlled, given: z.output<typeof oauthBody>): void {
	if (given.lifeSeconds !== undefined) oauth.lifeSeconds = given.lifeSeconds;
	if (given.delayMs !== undefined) oauth.delayMs = given.delayMs;
	if (given.expire) oauth.expireTokens();
	if (given.revoke !== undefined) oauth.revoke(given.revoke);
	if (given.account) change({ type: "oauth_account", account: given.account });
	if (given.app) change({ type: "oauth_app", app: given.app });
}

function attempt(act: () => void): SandboxAnswer {
	try {
		act();
		return { status: 200, body: { ok: true } };
	} catch (error) {
		return refusal(error);
	}
}

function refusal(error: unknown): SandboxAnswer {
	return {
		status: 400,
		body: { error: error instanceof z.ZodError ? z.prettifyError(error) : "not JSON" },
	};
}

function stateOf(sandbox: Controlled, now: number): object {
	const audiences = [...sandbox.meta.audiences.values()];
	return {
		meta: {
			accounts: [...sandbox.meta.accounts.values()].map((account) => ({
				id: account.id,
				name: account.name,
				audiences: audiences
					.filter((audience) => audience.accountId === account.id)
					.map((audience) => ({
						id: audience.id,
						name: audience.name,
						schema: audience.schema,
						count: sandbox.meta.keysAt(audience, now).length,
					})),
			})),
		},
		...Object.fromEntries([...sandbox.networks].map(([slug, network]) => [slug, network.describe()])),
		webhooks: [...sandbox.webhooks.receivers].map(([name, receiver]) => ({
			name,
			messages: receiver.seen.size,
			audiences: [...receiver.audiences].map(([id, keys]) => ({ id, count: keys.size })),
		})),
	};
}
