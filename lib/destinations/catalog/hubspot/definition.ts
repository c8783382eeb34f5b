import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { deliverContacts } from "@/lib/destinations/catalog/hubspot/deliver-contacts";
import { readOptOuts } from "@/lib/destinations/catalog/hubspot/read-opt-outs";
import {
	readCreatedList,
	readFoundList,
	readListSize,
} from "@/lib/destinations/catalog/hubspot/read-outcome";
import { readProperties } from "@/lib/destinations/catalog/hubspot/read-properties";
import { testAccount } from "@/lib/destinations/catalog/hubspot/test-account";
import {
	buildCreateList,
	buildFindList,
	buildListSize,
	buildProperties,
} from "@/lib/destinations/catalog/hubspot/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

const hour = 3_600_000;

/** HubSpot contacts, and a static list of those who are in the segment. */
export const hubSpotDefinition: DestinationDefinition = {
	slug: "hubspot",
	name: "HubSpot",
	summary: "Keep a static list and contact properties up to date for sales and marketing.",
	category: "CRM",
	shape: "profile",
	purposes: ["email", "sms", "advertising"],
	fields: [
		{
			name: "hubId",
			label: "Hub ID",
			help: "In HubSpot, click your picture at the top right: the number below the account’s name.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "44112233",
			pattern: { source: "^\\d{1,20}$", message: "must be digits" },
			namesPlace: true,
		},
		{
			name: "accessToken",
			label: "Private app access token",
			help: "In HubSpot under Settings → Integrations → Private apps, with the scopes crm.objects.contacts.read, crm.objects.contacts.write, crm.schemas.contacts.read, crm.lists.read and crm.lists.write.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			placeholder: "pat-na1-…",
			pattern: { source: "^\\S{8,300}$", message: "must be one word without spaces" },
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "https://api.hubapi.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, HubSpot may still apply it. Muster waits this long before it tries again.",
			kind: "number",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "5",
			pattern: { source: "^\\d{1,4}$", message: "must be a whole number of minutes" },
		},
	],
	identifierKinds: [
		{
			kind: "email",
			column: "email",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is, in lower case",
			// HubSpot keeps every address in lower case.
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
	],
	mapping: {
		fields: [
			{ name: "firstname", label: "First name", help: "", type: "text" },
			{ name: "lastname", label: "Last name", help: "", type: "text" },
			{ name: "phone", label: "Phone number", help: "", type: "text" },
			{ name: "company", label: "Company name", help: "", type: "text" },
		],
		takesOthers: false,
		maxFields: 100,
	},
	modes: ["mirror", "add_only", "update_only"],
	movesRecords: true,
	readFields: oneRequest(buildProperties, readProperties),
	optOuts: { everyMs: hour, read: readOptOuts },
	limits: {
		// Of every batch endpoint of contacts (developers.hubspot.com, contacts API); a list takes 100,000 ids.
		rowsPerRequest: 100,
		timeoutMs: 60_000,
		settleMs: ({ settings }) => Number(settings.settleMinutes || 5) * 60_000,
		refusedRetryMs: 6 * hour,
	},
	// 100 requests in ten seconds for each private app on the smaller plans, 190 on the larger (API usage guidelines).
	rate: { requests: 100, perMs: 10_000, concurrency: 4 },
	test: testAccount,
	prepareAudience: findOrCreate({
		name: "HubSpot",
		buildFind: (connection, wanted) => buildFindList(connection, wanted),
		readFind: readFoundList,
		buildCreate: buildCreateList,
		readCreate: readCreatedList,
	}),
	deliver: deliverContacts,
	readSize: oneRequest(buildListSize, readListSize),
	// Each contact's answer comes at once.
	receipts: null,
	readPause: ({ headers }) => {
		const left = headers["x-hubspot-ratelimit-remaining"];
		const interval = Number(headers["x-hubspot-ratelimit-interval-milliseconds"]);
		return left !== undefined && Number(left) <= 1 && interval > 0 ? interval : 0;
	},
	sandboxConnection: (sandboxUrl) => ({
		settings: { hubId: "44112233", baseUrl: `${sandboxUrl}/hubspot` },
		credentials: { accessToken: "sandbox-hubspot-token" },
	}),
};
