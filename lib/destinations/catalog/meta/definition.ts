import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { metaApiVersion } from "@/lib/destinations/catalog/meta/api-version";
import { metaColumns, valueColumn } from "@/lib/destinations/catalog/meta/columns";
import {
	readAccount,
	readAudienceSize,
	readBatch,
	readCreateAudience,
	readFoundAudiences,
	readPause,
	readSession,
} from "@/lib/destinations/catalog/meta/read-outcome";
import {
	accountOf,
	baseAddressOf,
	buildAccount,
	buildAudienceSize,
	buildBatch,
	buildCreateAudience,
	buildFindAudience,
	buildSession,
} from "@/lib/destinations/catalog/meta/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { hashForMeta, normalizeMetaEmail, normalizeMetaPhone } from "@/lib/identity/normalize-meta";

const hours = 3_600_000;
const days = 24 * hours;

/** Meta Custom Audiences (Facebook, Instagram), from customer data. */
export const metaDefinition: DestinationDefinition = {
	slug: "meta",
	name: "Meta Custom Audiences",
	summary: "Show ads on Facebook and Instagram to exactly these people, or keep ads from them.",
	category: "Advertising",
	shape: "audience",
	purposes: ["advertising"],
	fields: [
		{
			name: "adAccountId",
			label: "Ad account number",
			help: "In Meta Ads Manager, the number after act= in the address.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			namesPlace: true,
			placeholder: "act_1234567890",
			pattern: { source: "^(act_)?\\d{1,20}$", message: "must be digits, with or without act_ before them" },
		},
		{
			name: "accessToken",
			label: "Access token",
			help: "Of a system user with the ads_management permission for this ad account.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{8,2000}$", message: "must be one long word without spaces" },
		},
		{
			name: "appSecret",
			label: "App secret",
			help: "Only if your Meta app requires proof of it with every call.",
			kind: "password",
			isSecret: true,
			isRequired: false,
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
			initial: "https://graph.facebook.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "apiVersion",
			label: "API version",
			help: "Meta retires versions after a year or two.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: metaApiVersion,
			pattern: { source: "^v\\d{1,3}\\.\\d$", message: "must look like v25.0" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, Meta may still apply it. Muster waits this long before it tries again.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "15",
			pattern: { source: "^\\d{1,4}$", message: "must be a whole number of minutes" },
		},
	],
	placeOf: (connection) => `${accountOf(connection)} ${baseAddressOf(connection)}`,
	identifierKinds: [
		{
			kind: "email",
			column: metaColumns.email,
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw) => hashForMeta(normalizeMetaEmail(raw)) || null,
		},
		{
			kind: "phone",
			column: metaColumns.phone,
			label: "Phone",
			origin: { from: "vault", field: "phone" },
			sentAs: "hashed (SHA-256)",
			toRemoteKey: (raw, connection) =>
				hashForMeta(normalizeMetaPhone(raw, connection.settings.defaultCountry ?? "")) || null,
		},
		{
			kind: "user_id",
			column: metaColumns.user_id,
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "unchanged; Meta can match it only if your pixel or an earlier upload linked it to a person",
			toRemoteKey: (raw) => raw.trim() || null,
			keptMs: () => 90 * days,
		},
	],
	mapping: {
		fields: [
			{
				name: valueColumn,
				label: "Customer value",
				help: "What a person is worth, in one currency for everyone. Makes the audience value-based, so that a lookalike audience weighs people by it. It cannot be added or taken away later.",
				type: "number",
				isRequired: true,
				isFixed: true,
				check: (value) =>
					typeof value === "number" && value < 0 ? "is negative, and Meta takes zero or more" : null,
			},
		],
		takesOthers: false,
		maxFields: 1,
	},
	limits: {
		rowsPerRequest: 10_000,
		timeoutMs: 60_000,
		settleMs: (connection) => Number(connection.settings.settleMinutes || 15) * 60_000,
		refusedRetryMs: days,
		smallestAudience: 100,
	},
	rate: null,
	test: oneRequest(buildAccount, readAccount),
	prepareAudience: findOrCreate({
		name: "Meta",
		buildFind: buildFindAudience,
		readFind: readFoundAudiences,
		buildCreate: buildCreateAudience,
		readCreate: readCreateAudience,
	}),
	deliver: oneRequest(buildBatch, readBatch),
	readSize: oneRequest(buildAudienceSize, readAudienceSize),
	receipts: {
		// Meta counts a session's matches while it is uploaded; what it has not finished is asked for again.
		afterMs: 0,
		everyMs: hours,
		deadlineMs: 2 * days,
		read: oneRequest(buildSession, readSession),
	},
	readPause,
	sandboxConnection: (sandboxUrl) => ({
		settings: { adAccountId: "act_1001", baseUrl: sandboxUrl },
		credentials: { accessToken: "sandbox-access-token", appSecret: "sandbox-app-secret" },
	}),
};
