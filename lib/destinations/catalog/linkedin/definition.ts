import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { linkedInApiVersion } from "@/lib/destinations/catalog/linkedin/api-version";
import { deliverUsers } from "@/lib/destinations/catalog/linkedin/deliver-users";
import {
	readCreateSegment,
	readFoundSegments,
	readSegmentSize,
} from "@/lib/destinations/catalog/linkedin/read-outcome";
import { testAccount } from "@/lib/destinations/catalog/linkedin/test-account";
import {
	buildCreateSegment,
	buildFindSegment,
	buildSegmentSize,
} from "@/lib/destinations/catalog/linkedin/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { hashForLinkedIn, normalizeLinkedInEmail } from "@/lib/identity/normalize-linkedin";

/** LinkedIn Matched Audiences, streamed into a DMP segment. */
export const linkedInDefinition: DestinationDefinition = {
	slug: "linkedin",
	name: "LinkedIn Matched Audiences",
	summary: "Show ads on LinkedIn to exactly these people, or keep ads from them.",
	category: "Advertising",
	shape: "audience",
	purposes: ["advertising"],
	fields: [
		{
			name: "adAccountId",
			label: "Ad account number",
			help: "In LinkedIn Campaign Manager, the number under the account's name.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "507404993",
			pattern: {
				source: "^(urn:li:sponsoredAccount:)?\\d{1,20}$",
				message: "must be digits",
			},
		},
		{
			name: "sourcePlatform",
			label: "Source platform",
			help: "The name LinkedIn agreed on with the owner of the app when it was approved for the Audiences program.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "YOUR_COMPANY",
			pattern: { source: "^[A-Z][A-Z0-9_]{1,59}$", message: "must be capital letters, digits and _" },
		},
		{
			name: "accessToken",
			label: "Access token",
			help: "With the permissions rw_dmp_segments and r_ads, of someone whose role in the ad account is not VIEWER.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{8,2000}$", message: "must be one long word without spaces" },
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "https://api.linkedin.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "apiVersion",
			label: "API version",
			help: "A month. LinkedIn retires versions after about a year.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: linkedInApiVersion,
			pattern: { source: "^20\\d{2}(0[1-9]|1[0-2])$", message: "must look like 202606" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, LinkedIn may still apply it. Muster waits this long before it tries again.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "15",
			pattern: { source: "^\\d{1,4}$", message: "must be a whole number of minutes" },
		},
	],
	identifierKinds: [
		{
			kind: "email",
			column: "SHA256_EMAIL",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw) => hashForLinkedIn(normalizeLinkedInEmail(raw)) || null,
		},
	],
	limits: {
		rowsPerRequest: 5_000,
		timeoutMs: 60_000,
		settleMs: (connection) => Number(connection.settings.settleMinutes || 15) * 60_000,
		refusedRetryMs: 3_600_000,
		smallestAudience: 300,
	},
	// 600 calls of /users a minute for each member (Microsoft Learn, create and manage segment users).
	rate: { requests: 300, perMs: 60_000, concurrency: 2 },
	test: testAccount,
	prepareAudience: findOrCreate({
		name: "LinkedIn",
		buildFind: buildFindSegment,
		readFind: readFoundSegments,
		buildCreate: buildCreateSegment,
		readCreate: readCreateSegment,
	}),
	deliver: deliverUsers,
	readSize: oneRequest(buildSegmentSize, readSegmentSize),
	// Each person's answer comes at once.
	receipts: null,
	// LinkedIn sends no rate headers.
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: { adAccountId: "500001", sourcePlatform: "MUSTER", baseUrl: `${sandboxUrl}/linkedin` },
		credentials: { accessToken: "sandbox-linkedin-token" },
	}),
};
