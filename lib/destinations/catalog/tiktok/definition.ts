import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { tikTokAuth } from "@/lib/destinations/catalog/tiktok/auth";
import { tikTokColumns } from "@/lib/destinations/catalog/tiktok/columns";
import {
	readAudienceSize,
	readBatch,
	readCreateAudience,
	readFoundAudiences,
} from "@/lib/destinations/catalog/tiktok/read-outcome";
import { testAccount } from "@/lib/destinations/catalog/tiktok/test-account";
import {
	buildAudienceSize,
	buildBatch,
	buildCreateAudience,
	buildFindAudience,
} from "@/lib/destinations/catalog/tiktok/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { hashForTikTok, normalizeTikTokEmail, normalizeTikTokPhone } from "@/lib/identity/normalize-tiktok";

const days = 86_400_000;
const rows = 1_000;

/** TikTok custom audiences, kept up to date through the streaming API. */
export const tikTokDefinition: DestinationDefinition = {
	slug: "tiktok",
	name: "TikTok Custom Audiences",
	summary: "Show ads on TikTok to exactly these people, or keep ads from them.",
	category: "Advertising",
	shape: "audience",
	purposes: ["advertising"],
	fields: [
		{
			name: "advertiserId",
			label: "Ad account number",
			help: "In TikTok Ads Manager, the number after aadvid= in the address.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "7178918106775994370",
			pattern: { source: "^\\d{1,20}$", message: "must be digits" },
			namesPlace: true,
		},
		{
			name: "clientId",
			label: "App ID",
			help: "At business-api.tiktok.com/portal under My Apps: your app, with the Audience Management permission.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "7012345678901234567",
			pattern: { source: "^\\S{3,200}$", message: "must be one word without spaces" },
		},
		{
			name: "clientSecret",
			label: "App secret",
			help: "Next to the app ID.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{8,200}$", message: "must be one word without spaces" },
		},
		{
			name: "defaultCountry",
			label: "Country of phone numbers without a country code",
			help: "Two letters, such as US. Without it, such numbers are not sent.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			placeholder: "US",
			pattern: { source: "^[A-Za-z]{2}$", message: "must be a two-letter country code" },
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "https://business-api.tiktok.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "emailRule",
			label: "How email addresses are written before hashing",
			help: "plain: trimmed, in lower case. strict: also without the dots and the +suffix before the @. Change it only before the first run.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "plain",
			pattern: { source: "^(plain|strict)$", message: "must be plain or strict" },
		},
		{
			name: "rowsPerRequest",
			label: "People in a request",
			help: "TikTok publishes no limit. Other products send 1,000 (Tealium) to 10,000 (Segment).",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: String(rows),
			pattern: { source: "^([1-9]\\d{0,3}|10000)$", message: "must be a whole number from 1 to 10000" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, TikTok may still apply it. Muster waits this long before it tries again.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "30",
			pattern: { source: "^\\d{1,4}$", message: "must be a whole number of minutes" },
		},
	],
	auth: tikTokAuth,
	identifierKinds: [
		{
			kind: "email",
			column: tikTokColumns.email,
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw, { settings }) =>
				hashForTikTok(normalizeTikTokEmail(raw, settings.emailRule === "strict" ? "strict" : "plain")) ||
				null,
		},
		{
			kind: "phone",
			column: tikTokColumns.phone,
			label: "Phone",
			origin: { from: "vault", field: "phone" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw, { settings }) =>
				hashForTikTok(normalizeTikTokPhone(raw, settings.defaultCountry ?? "")) || null,
		},
	],
	limits: {
		rowsPerRequest: rows,
		rowsOf: ({ settings }) => Number(settings.rowsPerRequest || rows),
		timeoutMs: 60_000,
		settleMs: (connection) => Number(connection.settings.settleMinutes || 30) * 60_000,
		refusedRetryMs: days,
		smallestAudience: 1_000,
	},
	// TikTok publishes no figure and answers 40100 when it is too much: a careful pace.
	rate: { requests: 10, perMs: 1_000, concurrency: 2 },
	test: testAccount,
	prepareAudience: findOrCreate({
		name: "TikTok",
		buildFind: buildFindAudience,
		readFind: readFoundAudiences,
		buildCreate: buildCreateAudience,
		readCreate: readCreateAudience,
	}),
	deliver: oneRequest(buildBatch, readBatch),
	readSize: oneRequest(buildAudienceSize, readAudienceSize),
	// TikTok says nothing of single uploads.
	receipts: null,
	// TikTok sends no rate headers.
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: {
			advertiserId: "7000000000000000001",
			clientId: "sandbox-app",
			baseUrl: `${sandboxUrl}/tiktok`,
		},
		credentials: { clientSecret: "sandbox-app-secret" },
	}),
};
