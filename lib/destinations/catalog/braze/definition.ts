import { attributeOf } from "@/lib/destinations/catalog/braze/attribute-of";
import { brazeFields } from "@/lib/destinations/catalog/braze/fields";
import { readBrazeOptOuts } from "@/lib/destinations/catalog/braze/read-opt-outs";
import { readBatch, readPause, readTest } from "@/lib/destinations/catalog/braze/read-outcome";
import { buildBatch, buildTest } from "@/lib/destinations/catalog/braze/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

/** braze.com/docs/api/endpoints/user_data/post_user_track: 75 objects, 50 for "Monthly Active Users CY 24-25". */
const rows = 75;
/** Of an external ID. */
const mostBytes = 987;

/** Braze, kept up to date through /users/track. */
export const brazeDefinition: DestinationDefinition = {
	slug: "braze",
	name: "Braze",
	summary:
		"Keep an attribute that says who is in the segment, and user attributes, up to date for campaigns and Canvases.",
	category: "Email & messaging",
	shape: "profile",
	purposes: ["email", "push", "sms", "advertising"],
	fields: [
		{
			name: "restEndpoint",
			label: "REST endpoint",
			help: "In Braze under Settings → APIs and Identifiers. It depends on your instance.",
			kind: "url",
			isSecret: false,
			isRequired: true,
			placeholder: "https://rest.iad-01.braze.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "apiKey",
			label: "REST API key",
			help: "In Braze under Settings → APIs and Identifiers → API Keys, with the permissions users.track, email.unsubscribe and email.hard_bounces.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{8,200}$", message: "must be one word without spaces" },
		},
		{
			name: "rowsPerRequest",
			label: "People in a request",
			help: "Braze takes 75, and 50 with the plan “Monthly Active Users CY 24-25”.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: String(rows),
			pattern: { source: "^([1-9]|[1-6]\\d|7[0-5])$", message: "must be a whole number from 1 to 75" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, Braze may still apply it. Muster waits this long before it tries again.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "10",
			pattern: { source: "^\\d{1,4}$", message: "must be a whole number of minutes" },
		},
	],
	identifierKinds: [
		{
			kind: "user_id",
			column: "external_id",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is, as the external ID",
			toRemoteKey: (raw) => {
				const id = raw.trim();
				return id !== "" && new TextEncoder().encode(id).length <= mostBytes ? id : null;
			},
		},
		{
			kind: "email",
			column: "email",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is, in lower case",
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
	],
	mapping: brazeFields,
	modes: ["mirror", "add_only", "update_only"],
	optOuts: { everyMs: 3_600_000, read: readBrazeOptOuts },
	limits: {
		rowsPerRequest: rows,
		rowsOf: ({ settings }) => Number(settings.rowsPerRequest || rows),
		timeoutMs: 30_000,
		settleMs: ({ settings }) => Number(settings.settleMinutes || 10) * 60_000,
		// Separate calls may be applied in another order than they came in (braze.com/docs, "Race conditions").
		appliesWithinMs: 10 * 60_000,
		refusedRetryMs: 86_400_000,
	},
	// 3,000 requests in three seconds; contracts with less say so in the answers' headers.
	rate: { requests: 3_000, perMs: 3_000, concurrency: 4 },
	test: oneRequest(buildTest, (answer, _input, connection) => readTest(answer, connection)),
	// An attribute is there once it is written: there is nothing to create.
	prepareAudience: ({ input }) => ({ kind: "done", value: attributeOf(input.name) }),
	deliver: oneRequest(buildBatch, readBatch),
	readSize: null,
	receipts: null,
	readPause,
	sandboxConnection: (sandboxUrl) => ({
		settings: { restEndpoint: `${sandboxUrl}/braze` },
		credentials: { apiKey: "sandbox-braze-key" },
	}),
};
