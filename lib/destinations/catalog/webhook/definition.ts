import { deliverChosen } from "@/lib/destinations/catalog/webhook/deliver-chosen";
import { readTest } from "@/lib/destinations/catalog/webhook/read-outcome";
import { buildTest, isSingle } from "@/lib/destinations/catalog/webhook/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

// Base64 that can be decoded, with or without the padding.
const oneSecret = "whsec_([A-Za-z0-9+/]{4}){8,21}([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?";

/** A signed HTTP message for every change of an audience, to an address of your own. */
export const webhookDefinition: DestinationDefinition = {
	slug: "webhook",
	name: "Webhook",
	summary: "Tell a system of your own, Zapier or Make who entered, left or changed, in signed messages.",
	category: "Engineering",
	shape: "stream",
	purposes: ["advertising", "email", "sms", "push"],
	fields: [
		{
			name: "url",
			label: "Address",
			help: "Muster posts JSON here. It must answer 2xx within 30 seconds.",
			kind: "url",
			isSecret: false,
			isRequired: true,
			placeholder: "https://example.com/muster",
			pattern: { source: "^https?://[^\\s#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "signingSecret",
			label: "Signing secret",
			help: "Give the same secret to the receiver, which checks every message with it. To change it without a gap, enter the new and the old one with a space between them: messages are signed with both.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			canGenerate: "webhook_secret",
			placeholder: "whsec_…",
			pattern: {
				source: `^${oneSecret}( ${oneSecret})?$`,
				message: "must be whsec_ and 24 to 64 bytes in base64; two are separated by a space",
			},
		},
		{
			name: "messages",
			label: "Messages",
			help: "One message for each person suits Zapier, Make and the like; many people in one message suit your own code.",
			kind: "choice",
			options: [
				{ value: "batch", label: "Many people in one message" },
				{ value: "single", label: "One message for each person" },
			],
			isSecret: false,
			isRequired: false,
			initial: "batch",
			pattern: { source: "^(batch|single)$", message: "must be batch or single" },
		},
		{
			name: "event",
			label: "Changes to send",
			help: "All changes, or only one kind.",
			kind: "choice",
			options: [
				{ value: "all", label: "Who enters, leaves or changes" },
				{ value: "entered", label: "Who enters" },
				{ value: "left", label: "Who leaves" },
				{ value: "changed", label: "Whose values change" },
			],
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "all",
			pattern: { source: "^(all|entered|left|changed)$", message: "must be all, entered, left or changed" },
		},
	],
	identifierKinds: [
		{
			kind: "user_id",
			column: "user_id",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is",
			toRemoteKey: (raw) => raw.trim() || null,
		},
		{
			kind: "email",
			column: "email",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is, in lower case",
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
		{
			kind: "phone",
			column: "phone",
			label: "Phone",
			origin: { from: "vault", field: "phone" },
			sentAs: "as is",
			toRemoteKey: (raw) => raw.trim() || null,
		},
	],
	mapping: { fields: [], takesOthers: true, maxFields: 100 },
	limits: {
		rowsPerRequest: 1_000,
		rowsOf: (connection) => (isSingle(connection) ? 1 : webhookDefinition.limits.rowsPerRequest),
		timeoutMs: 30_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	rate: { requests: 50, perMs: 1_000, concurrency: 4 },
	test: oneRequest(buildTest, (answer, _input, connection) =>
		readTest(answer, connection.settings.url ?? ""),
	),
	prepareAudience: null,
	deliver: deliverChosen,
	readSize: null,
	receipts: null,
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: { url: `${sandboxUrl}/webhooks/demo` },
		credentials: { signingSecret: "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=" },
	}),
};
