import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { marketingCloudTokens } from "@/lib/destinations/catalog/marketingcloud/auth";
import { deliverRows } from "@/lib/destinations/catalog/marketingcloud/deliver-rows";
import { readAccount, readCreated, readFound } from "@/lib/destinations/catalog/marketingcloud/read-answers";
import {
	buildAccount,
	buildCreate,
	buildFind,
	ownColumns,
} from "@/lib/destinations/catalog/marketingcloud/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

/** Of a subscriber key, which is a text column of this length. */
const longestKey = 254;

/** Salesforce Marketing Cloud Engagement: a sendable data extension for each sync, written by the asynchronous API. */
export const marketingCloudDefinition: DestinationDefinition = {
	slug: "marketingcloud",
	name: "Salesforce Marketing Cloud",
	summary: "Keep a sendable data extension up to date for emails, journeys and SMS.",
	category: "Email & messaging",
	shape: "profile",
	purposes: ["email", "sms", "push"],
	fields: [
		{
			name: "restBaseUri",
			label: "REST base URI",
			help: "In Marketing Cloud under Setup → Installed Packages → your package → API Integration.",
			kind: "url",
			isSecret: false,
			isRequired: true,
			placeholder: "https://mc563885gzs27c5t9.rest.marketingcloudapis.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "clientId",
			label: "Client ID",
			help: "Of the same API integration, of the type Server-to-Server, with Data Extensions: Read and Write.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			pattern: { source: "^\\S{4,100}$", message: "must be one word without spaces" },
		},
		{
			name: "clientSecret",
			label: "Client secret",
			help: "Of the same API integration.",
			kind: "password",
			isSecret: true,
			isRequired: true,
		},
		{
			name: "businessUnit",
			label: "Business unit (MID)",
			help: "The number at the top right in Marketing Cloud. Empty: the one the package was installed in.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			namesPlace: true,
			pattern: { source: "^\\d{1,12}$", message: "must be a number" },
		},
		{
			name: "folderId",
			label: "Folder ID",
			help: "Where data extensions are created. In Contact Builder → Data Extensions, right-click the folder → Properties.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			pattern: { source: "^[1-9]\\d{0,14}$", message: "must be a number" },
		},
	],
	auth: marketingCloudTokens,
	identifierKinds: [
		{
			kind: "user_id",
			column: "SubscriberKey",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is, as the subscriber key",
			toRemoteKey: (raw) => {
				const id = raw.trim();
				return id !== "" && id.length <= longestKey ? id : null;
			},
		},
		{
			kind: "email",
			column: "SubscriberKey",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is in lower case, as the subscriber key and the email address",
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
	],
	mapping: {
		fields: [
			{
				name: "EmailAddress",
				label: "Email address",
				help: "The address emails go to. A sync by email fills it itself.",
				type: "text",
				check: (value) =>
					typeof value === "string" && value !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
						? "is not an email address"
						: null,
			},
		],
		takesOthers: true,
		refusesOther: (name) => {
			if (ownColumns.some((own) => own.toLowerCase() === name.toLowerCase()))
				return "is a column that Muster writes itself. Choose another name.";
			return /^[A-Za-z][A-Za-z0-9_ ]{0,99}$/.test(name)
				? null
				: "is no name for a column: letters, digits, spaces and underscores, beginning with a letter, at most 100.";
		},
		maxFields: 100,
	},
	limits: {
		// Salesforce takes 5.9 MB in a request and advises at most 2,000 rows.
		rowsPerRequest: 1_000,
		timeoutMs: 60_000,
		settleMs: () => 30 * 60_000,
		refusedRetryMs: 86_400_000,
	},
	// Salesforce publishes no number: its answers say when to slow down.
	rate: null,
	test: oneRequest(buildAccount, (answer) => readAccount(answer)),
	prepareAudience: findOrCreate({
		name: "Marketing Cloud",
		buildFind,
		readFind: readFound,
		buildCreate,
		readCreate: readCreated,
	}),
	deliver: deliverRows,
	readSize: null,
	receipts: null,
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: {
			restBaseUri: `${sandboxUrl}/marketingcloud`,
			clientId: "sandbox-package",
			businessUnit: "510000001",
			folderId: "93800",
		},
		credentials: { clientSecret: "sandbox-package-secret" },
	}),
};
