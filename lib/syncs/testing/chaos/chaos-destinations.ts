import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { storeDestination } from "@/lib/destinations/testing/store-destination";
import { chaosRecordNetworks } from "@/lib/syncs/testing/chaos/chaos-record-networks";
import { heldAt } from "@/lib/syncs/testing/held-at";
import { connectTestMeta } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";

/** How the sandbox's account of one network is made, and what can go wrong only there. */
export type ChaosDestination = {
	identifierKinds: readonly ("email" | "user_id")[];
	/** Returns the destination's id. */
	connect(ctx: Context, sandbox: Sandbox): Promise<string>;
	/** Something of its own goes wrong with what is sent from now on, or no longer. */
	setPartial?(sandbox: Sandbox, isPartial: boolean): void;
	/** These values, as sent, are refused one by one. Absent: the whole request is, without a word about which. */
	refuse?(sandbox: Sandbox, values: readonly string[]): void;
	/** The keys it holds, as `kind of the network:value`. */
	held(sandbox: Sandbox, sync: { id: string; remoteAudienceId: string | null }): string[];
	/** The field there that the trait `plan` is mapped to, if another than `plan`. */
	planField?: string;
	/** Networks that take fields: what that field of each person is there, by the value as sent. */
	plans?(
		sandbox: Sandbox,
		sync: { id: string; remoteAudienceId: string | null },
	): ReadonlyMap<string, unknown>;
	/** Whether a request with additions may name this value because its owner leaves, or is moved from it. */
	isNamedToLeave?(body: string, value: string): boolean;
};

/** One account of each network: every world has a sandbox of its own. */
const accounts = { google: "1234567890", linkedin: "700001", tiktok: "7178918106775000001" };

/** The account's owner gave access: a token for an hour, and one to renew it with. */
async function connectGranted(
	ctx: Context,
	sandbox: Sandbox,
	network: "google" | "linkedin" | "salesforce",
	settings: Record<string, string>,
): Promise<string> {
	const accountId = `owner-of-${network}`;
	const [access, refresh] = [`access-${network}`, `refresh-${network}`];
	sandbox.change({ type: "oauth_account", account: { id: accountId, name: accountId } });
	sandbox.change({
		type: "oauth_grant",
		grant: {
			id: `grant-${network}`,
			clientId: "sandbox-app",
			accountId,
			refreshToken: refresh,
			usedRefreshTokens: [],
			isRevoked: false,
		},
	});
	const expiresAt = Date.now() + 3_600_000;
	sandbox.change({
		type: "oauth_token",
		token: { value: access, grantId: `grant-${network}`, accountId, expiresAt },
	});
	const app = networkOf(network).sandboxConnection(sandbox.url);
	return await storeDestination(
		ctx,
		{ settings: { ...app.settings, ...settings }, credentials: app.credentials },
		{
			network,
			name: network,
			token: { accessToken: access, refreshToken: refresh, expiresAt },
			account: { id: accountId, name: accountId },
		},
	);
}

const change = (sandbox: Sandbox, network: keyof typeof accounts, account: object): void =>
	sandbox.networks.get(network)?.addAccount({
		id: accounts[network],
		accessToken: `fixed-token-of-${network}`,
		...account,
	});
const at =
	(network: string): ChaosDestination["held"] =>
	(sandbox, sync) =>
		heldAt(sandbox, network, sync.remoteAudienceId);

/**
 * `isReadyAtOnce`: a new segment at LinkedIn takes people at once, for tests that keep the machine's clock.
 * `readsReceipts`: whoever sends asks later what became of it, so uploads may fail after they were accepted.
 */
export function chaosDestinations({
	isReadyAtOnce = false,
	readsReceipts = true,
} = {}): Record<string, ChaosDestination> {
	// What stays as it is while another thing of the account changes.
	let google: object = { oauthAccount: "owner-of-google", smallestRated: 1 };
	let linkedin: object = {
		oauthAccount: "owner-of-linkedin",
		...(isReadyAtOnce ? { readyAfterMs: 0 } : {}),
	};
	return {
		meta: {
			identifierKinds: ["email", "user_id"],
			connect: (ctx, sandbox) => connectTestMeta(ctx, sandbox),
			held: (sandbox, sync) => {
				const audience = sandbox.meta.audiences.get(sync.remoteAudienceId ?? "");
				return audience ? sandbox.meta.keysAt(audience, Date.now()) : [];
			},
		},
		google: {
			identifierKinds: ["email"],
			connect: async (ctx, sandbox) => {
				change(sandbox, "google", google);
				return await connectGranted(ctx, sandbox, "google", { customerId: accounts.google });
			},
			// What is uploaded takes hours to arrive, or is never processed.
			setPartial: (sandbox, isPartial) => {
				google = {
					...google,
					additionDelayMs: isPartial ? 6 * 3_600_000 : 0,
					failsProcessing: isPartial && readsReceipts,
				};
				change(sandbox, "google", google);
			},
			refuse: (sandbox, refusedValues) => {
				google = { ...google, refusedValues };
				change(sandbox, "google", google);
			},
			held: at("google"),
		},
		linkedin: {
			identifierKinds: ["email"],
			connect: async (ctx, sandbox) => {
				change(sandbox, "linkedin", linkedin);
				return await connectGranted(ctx, sandbox, "linkedin", { adAccountId: accounts.linkedin });
			},
			refuse: (sandbox, values) => {
				linkedin = { ...linkedin, answers: Object.fromEntries(values.map((value) => [value, 400])) };
				change(sandbox, "linkedin", linkedin);
			},
			held: at("linkedin"),
		},
		tiktok: {
			identifierKinds: ["email"],
			connect: async (ctx, sandbox) => {
				change(sandbox, "tiktok", {});
				const app = networkOf("tiktok").sandboxConnection(sandbox.url);
				const { credentials, settings } = app;
				return await storeDestination(
					ctx,
					{ settings: { ...settings, advertiserId: accounts.tiktok }, credentials },
					{
						network: "tiktok",
						name: "tiktok",
						token: { accessToken: "fixed-token-of-tiktok", refreshToken: null, expiresAt: null },
					},
				);
			},
			// Half of each change is made, and no one says which.
			setPartial: (sandbox, isPartial) => change(sandbox, "tiktok", { isPartial }),
			held: at("tiktok"),
		},
		braze: chaosRecordNetworks.braze(),
		customerio: chaosRecordNetworks.customerio(),
		hubspot: chaosRecordNetworks.hubspot(),
		iterable: chaosRecordNetworks.iterable(),
		klaviyo: chaosRecordNetworks.klaviyo(),
		mailchimp: chaosRecordNetworks.mailchimp(),
		marketingcloud: chaosRecordNetworks.marketingcloud(),
		salesforce: chaosRecordNetworks.salesforce((ctx, sandbox) =>
			connectGranted(ctx, sandbox, "salesforce", {}),
		),
		webhook: {
			identifierKinds: ["email", "user_id"],
			connect: async (ctx, sandbox) => {
				const { settings, credentials } = networkOf("webhook").sandboxConnection(sandbox.url);
				const values = { ...settings, ...credentials };
				return (await connectDestination(ctx, { network: "webhook", name: "Hook", values })).id;
			},
			held: (sandbox, sync) => [...(sandbox.webhooks.receivers.get("demo")?.audiences.get(sync.id) ?? [])],
			plans: (sandbox) => {
				const told = new Map<string, unknown>();
				for (const { type, person } of sandbox.webhooks.receivers.get("demo")?.events ?? []) {
					for (const value of Object.values(person.identifiers)) {
						if (type === "left") told.delete(value);
						else told.set(value, person.traits?.plan);
					}
				}
				return told;
			},
			// A message may hold people who come and people who go.
			isNamedToLeave: (body, value) => {
				// Safe because the client under test wrote it.
				const { events = [] } = JSON.parse(body) as {
					events?: { type: string; person: { identifiers: object } }[];
				};
				return events.some(
					({ type, person }) => type === "left" && Object.values(person.identifiers).includes(value),
				);
			},
		},
	};
}

export const chaosNetworks = Object.keys(chaosDestinations());
