import { networkOf } from "@/lib/destinations/registry";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import type { ChaosDestination } from "@/lib/syncs/testing/chaos/chaos-destinations";
import { recordsAt } from "@/lib/syncs/testing/held-at";

/** Messaging tools and CRMs: lists of records, each with a field `plan`. */
export const chaosRecordNetworks = {
	braze: () =>
		recordNetwork("braze", {
			account: { id: "sandbox-braze", apiKey: "sandbox-braze-key" },
			// In maintenance: queued, and applied all the same.
			partial: "isQueueing",
		}),
	customerio: () =>
		recordNetwork("customerio", {
			account: {
				id: "1001",
				siteId: "sandbox-site",
				trackApiKey: "sandbox-track-key",
				appApiKey: "sandbox-app-key",
			},
		}),
	hubspot: () =>
		recordNetwork("hubspot", {
			account: { id: "44112233", accessToken: "sandbox-hubspot-token" },
			// It writes, and its answer names nobody.
			partial: "isSilent",
		}),
	iterable: () =>
		recordNetwork("iterable", {
			account: { id: "2001", apiKey: "sandbox-iterable-key" },
			// Safe because the client under test wrote it.
			isNamedToLeave: (body, value) => (JSON.parse(body) as { currentEmail?: string }).currentEmail === value,
		}),
	klaviyo: () =>
		recordNetwork("klaviyo", {
			account: { id: "CHAOS1", apiKey: "pk_fixed_key_of_klaviyo", profilesPerPage: 2, pollsUntilDone: 1 },
			values: { apiKey: "pk_fixed_key_of_klaviyo" },
		}),
	mailchimp: () =>
		recordNetwork("mailchimp", {
			account: {
				id: "sandbox-mailchimp",
				apiKey: "sandbox-mailchimp-key-us21",
				listId: "5a5b5c5d5e",
			},
			plan: "PLAN",
			// Erased there for good.
			refused: "forgotten",
		}),
	marketingcloud: () =>
		recordNetwork("marketingcloud", {
			account: { id: "510000001", clientId: "sandbox-package", clientSecret: "sandbox-package-secret" },
			email: "SubscriberKey",
			// Uploads are done, and no one says so.
			partial: "isSilent",
		}),
	salesforce: (connect: ChaosDestination["connect"]) =>
		recordNetwork("salesforce", {
			account: { id: "00D000000000001AAA", oauthAccount: "owner-of-salesforce" },
			email: "Email",
			plan: "Plan__c",
			connect,
		}),
};

function recordNetwork(
	slug: string,
	own: {
		/** As the sandbox keeps it. */
		account: object;
		/** What is typed into the connect form, where it differs from what reaches the sandbox's seeded account. */
		values?: Record<string, string>;
		connect?: ChaosDestination["connect"];
		/** The network's names of the identifier and the field. */
		email?: string;
		plan?: string;
		/** The settings of the sandbox's account that hold what is refused, and that something goes wrong. */
		refused?: string;
		partial?: string;
		isNamedToLeave?: NonNullable<ChaosDestination["isNamedToLeave"]>;
	},
): ChaosDestination {
	const { email = "email", plan = "plan", refused = "refusedValues", partial } = own;
	let { account } = own;
	const set = (sandbox: Sandbox, change: object): void => {
		account = { ...account, ...change };
		sandbox.networks.get(slug)?.addAccount(account);
	};
	const there = (sandbox: Sandbox, listId: string | null) =>
		recordsAt(sandbox, slug, listId).map(
			({ identifiers, fields }) => [identifiers[email] ?? "", fields[plan]] as const,
		);
	return {
		identifierKinds: ["email"],
		planField: plan,
		connect: async (ctx, sandbox) => {
			set(sandbox, {});
			if (own.connect) return await own.connect(ctx, sandbox);
			const { settings, credentials } = networkOf(slug).sandboxConnection(sandbox.url);
			const values = { ...settings, ...credentials, ...own.values };
			return (await connectDestination(ctx, { network: slug, name: slug, values })).id;
		},
		...(partial === undefined
			? {}
			: { setPartial: (sandbox, isPartial) => set(sandbox, { [partial]: isPartial }) }),
		...(own.isNamedToLeave ? { isNamedToLeave: own.isNamedToLeave } : {}),
		refuse: (sandbox, values) => set(sandbox, { [refused]: values }),
		held: (sandbox, sync) => there(sandbox, sync.remoteAudienceId).map(([value]) => `email:${value}`),
		plans: (sandbox, sync) => new Map(there(sandbox, sync.remoteAudienceId)),
	};
}
