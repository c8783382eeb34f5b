import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { deliverProfiles } from "@/lib/destinations/catalog/klaviyo/deliver-profiles";
import {
	readAccount,
	readCreated,
	readFoundLists,
	readPermission,
} from "@/lib/destinations/catalog/klaviyo/read-answers";
import {
	buildAccount,
	buildCreateList,
	buildFindList,
	buildPermission,
} from "@/lib/destinations/catalog/klaviyo/to-requests";
import type { Conversation, DestinationDefinition } from "@/lib/destinations/contract";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

/** Names the account, then shows that the key may see lists. */
const testAccount: Conversation<{ at: Date }, string> = ({ connection, memory, answer }) => {
	if (!answer) return { kind: "ask", request: buildAccount(connection), memory: { account: null } };
	if (typeof memory?.account === "string") {
		const allowed = readPermission(answer);
		return allowed.ok
			? { kind: "done", value: memory.account }
			: { kind: "failed", problem: allowed.problem };
	}
	const account = readAccount(answer);
	return account.ok
		? { kind: "ask", request: buildPermission(connection), memory: { account: account.value } }
		: { kind: "failed", problem: account.problem };
};

const text = (name: string, label: string, help: string) => ({ name, label, help, type: "text" }) as const;

/** Klaviyo profiles, kept in a list through import jobs. */
export const klaviyoDefinition: DestinationDefinition = {
	slug: "klaviyo",
	name: "Klaviyo",
	summary: "Keep a list and profile properties up to date for campaigns and flows.",
	category: "Email & messaging",
	shape: "profile",
	purposes: ["email", "sms", "push"],
	fields: [
		{
			name: "apiKey",
			label: "Private API key",
			help: "In Klaviyo under Settings → API keys → Create private API key, with full access to Lists and Profiles and read access to Accounts.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			placeholder: "pk_…",
			pattern: { source: "^pk_[A-Za-z0-9_]{4,200}$", message: "must begin with pk_" },
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "https://a.klaviyo.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
	],
	identifierKinds: [
		{
			kind: "email",
			column: "email",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is, in lower case",
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
		{
			kind: "user_id",
			column: "external_id",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is",
			toRemoteKey: (raw) => raw.trim() || null,
		},
	],
	mapping: {
		fields: [
			text("first_name", "First name", ""),
			text("last_name", "Last name", ""),
			text("organization", "Organization", ""),
			text("title", "Title", "Job title."),
		],
		takesOthers: true,
		maxFields: 100,
	},
	modes: ["mirror", "add_only", "update_only"],
	movesRecords: true,
	limits: {
		// An import takes 10,000 profiles and 5 MB, leaving a list takes 1,000 ids (openapi, revision 2026-07-15).
		rowsPerRequest: 1_000,
		timeoutMs: 60_000,
		settleMs: () => 30 * 60_000,
		refusedRetryMs: 86_400_000,
	},
	// Imports and lists: 10 a second, 150 a minute (openapi, revision 2026-07-15).
	rate: { requests: 150, perMs: 60_000, concurrency: 4 },
	test: testAccount,
	prepareAudience: findOrCreate({
		name: "Klaviyo",
		buildFind: buildFindList,
		readFind: readFoundLists,
		buildCreate: buildCreateList,
		readCreate: (answer) => readCreated(answer, 201),
	}),
	deliver: deliverProfiles,
	readSize: null,
	receipts: null,
	readPause: ({ headers }) =>
		headers["ratelimit-remaining"] === "0" ? Math.max(0, Number(headers["ratelimit-reset"]) || 0) * 1000 : 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: { baseUrl: `${sandboxUrl}/klaviyo` },
		credentials: { apiKey: "pk_sandbox_klaviyo" },
	}),
};
