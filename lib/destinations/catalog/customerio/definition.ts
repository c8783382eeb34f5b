import { deliverPeople } from "@/lib/destinations/catalog/customerio/deliver-people";
import {
	readCreatedSegment,
	readFoundSegments,
	readSegmentSize,
} from "@/lib/destinations/catalog/customerio/read-outcome";
import { testWorkspace } from "@/lib/destinations/catalog/customerio/test-workspace";
import {
	buildCreateSegment,
	buildSegmentSize,
	buildSegments,
} from "@/lib/destinations/catalog/customerio/to-requests";
import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

const address = { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" };
const word = { source: "^\\S{3,200}$", message: "must be one word without spaces" };
const attribute = { type: "any", help: "" } as const;

/** People and manual segments of a Customer.io workspace. */
export const customerIoDefinition: DestinationDefinition = {
	slug: "customerio",
	name: "Customer.io",
	summary: "Keep a manual segment and people’s attributes up to date for campaigns and broadcasts.",
	category: "Email & messaging",
	shape: "profile",
	purposes: ["email", "sms", "push"],
	fields: [
		{
			name: "region",
			label: "Region",
			help: "In Customer.io under Account Settings → Privacy, Data and Retention.",
			kind: "choice",
			options: [
				{ value: "us", label: "US" },
				{ value: "eu", label: "EU" },
			],
			isSecret: false,
			isRequired: true,
			initial: "us",
			namesPlace: true,
			pattern: { source: "^(us|eu)$", message: "must be us or eu" },
		},
		{
			name: "siteId",
			label: "Site ID",
			help: "In Customer.io under Settings → API credentials → Track API keys.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			namesPlace: true,
			pattern: word,
		},
		{
			name: "trackApiKey",
			label: "Track API key",
			help: "Next to the site ID. Used to write people and segment members.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: word,
		},
		{
			name: "appApiKey",
			label: "App API key",
			help: "In Customer.io under Settings → API credentials → App API keys. Used to create the segment and read its size.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: word,
		},
		{
			name: "trackUrl",
			label: "Track API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			placeholder: "https://track.customer.io",
			pattern: address,
		},
		{
			name: "appUrl",
			label: "App API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			placeholder: "https://api.customer.io",
			pattern: address,
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
			column: "id",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is",
			toRemoteKey: (raw) => raw.trim() || null,
		},
	],
	mapping: {
		fields: [
			{ ...attribute, name: "first_name", label: "First name" },
			{ ...attribute, name: "last_name", label: "Last name" },
			{ ...attribute, name: "created_at", label: "Created at", help: "When the person signed up." },
		],
		takesOthers: true,
		// docs.customer.io, "Invalid API requests": at most 300 attributes in a call, of which Muster uses two itself.
		maxFields: 298,
	},
	modes: ["mirror", "add_only", "update_only"],
	movesRecords: true,
	limits: {
		// The specification allows 1,000 members in a request, but 500 kB of people: 1 kB for each of 500.
		rowsPerRequest: 500,
		timeoutMs: 60_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	// A batch asks the App API at least once, which allows 10 requests a second, and the Track API twice.
	rate: { requests: 20, perMs: 1_000, concurrency: 2 },
	test: testWorkspace,
	prepareAudience: findOrCreate({
		name: "Customer.io",
		buildFind: buildSegments,
		readFind: readFoundSegments,
		buildCreate: buildCreateSegment,
		readCreate: readCreatedSegment,
	}),
	deliver: deliverPeople,
	readSize: oneRequest(buildSegmentSize, readSegmentSize),
	receipts: null,
	// Customer.io sends no rate headers; Retry-After is read by the sender.
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: {
			region: "us",
			siteId: "sandbox-site",
			trackUrl: `${sandboxUrl}/customerio`,
			appUrl: `${sandboxUrl}/customerio`,
		},
		credentials: { trackApiKey: "sandbox-track-key", appApiKey: "sandbox-app-key" },
	}),
};
