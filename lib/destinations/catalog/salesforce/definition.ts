import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { salesforceAuth } from "@/lib/destinations/catalog/salesforce/auth";
import { deliverContacts } from "@/lib/destinations/catalog/salesforce/deliver-contacts";
import { readFields } from "@/lib/destinations/catalog/salesforce/read-fields";
import {
	readCampaignSize,
	readCreatedCampaign,
	readIds,
} from "@/lib/destinations/catalog/salesforce/read-outcome";
import { testAccount } from "@/lib/destinations/catalog/salesforce/test-account";
import {
	buildCampaignSize,
	buildCreateCampaign,
	buildDescribe,
	buildFindCampaign,
	salesforceApiVersion,
} from "@/lib/destinations/catalog/salesforce/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

const minute = 60_000;

/** Salesforce contacts, and a campaign whose members are who is in the segment. */
export const salesforceDefinition: DestinationDefinition = {
	slug: "salesforce",
	name: "Salesforce",
	summary: "Keep a campaign’s members and contact fields in Sales Cloud up to date.",
	category: "CRM",
	shape: "profile",
	purposes: ["email", "sms", "advertising"],
	fields: [
		{
			name: "baseUrl",
			label: "My Domain address",
			help: "In Salesforce under Setup → My Domain: your organization’s address, or its sandbox’s.",
			kind: "url",
			isSecret: false,
			isRequired: true,
			placeholder: "https://example.my.salesforce.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "clientId",
			label: "Consumer key",
			help: "In Salesforce under Setup → External Client App Manager: your app’s OAuth settings, with the scopes api and refresh_token, and PKCE.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "3MVG9…",
			pattern: { source: "^\\S{3,300}$", message: "must be one word without spaces" },
		},
		{
			name: "clientSecret",
			label: "Consumer secret",
			help: "Next to the consumer key.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{8,300}$", message: "must be one word without spaces" },
		},
		{
			name: "externalIdField",
			label: "Contact field with your customer ID",
			help: "The API name of a contact field marked as External ID. Required only to find people by customer ID.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			placeholder: "Customer_ID__c",
			pattern: { source: "^[A-Za-z][A-Za-z0-9_]{0,79}$", message: "must be a field’s API name" },
		},
		{
			name: "lastName",
			label: "Last name if a new contact has none",
			help: "Salesforce requires a last name. Used when a sync creates contacts and the mapping gives none.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "(unknown)",
			pattern: { source: "^.{1,80}$", message: "must be 1 to 80 characters" },
		},
		{
			name: "apiVersion",
			label: "API version",
			help: "Salesforce supports each version for at least three years.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: salesforceApiVersion,
			pattern: { source: "^\\d{2,3}\\.0$", message: `must look like ${salesforceApiVersion}` },
		},
	],
	auth: salesforceAuth,
	identifierKinds: [
		{
			kind: "email",
			column: "Email",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is, in lower case",
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
		{
			kind: "user_id",
			column: "ExternalId",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is, in the contact field chosen for the destination",
			toRemoteKey: (raw, { settings }) => (settings.externalIdField ? raw.trim() || null : null),
		},
	],
	mapping: {
		fields: [
			{ name: "FirstName", label: "First name", help: "", type: "text" },
			{ name: "LastName", label: "Last name", help: "", type: "text" },
			{ name: "Phone", label: "Phone", help: "", type: "text" },
		],
		takesOthers: false,
		maxFields: 100,
	},
	// Sales teams decide who is a contact: creating is the exception.
	modes: ["update_only", "mirror", "add_only"],
	movesRecords: true,
	readFields: oneRequest(buildDescribe, readFields),
	limits: {
		// Of an sObject collection (developer.salesforce.com, composite resources).
		rowsPerRequest: 200,
		timeoutMs: 120_000,
		settleMs: () => 10 * minute,
		refusedRetryMs: 360 * minute,
	},
	// Salesforce limits requests in 24 hours, and long ones at once: 25 for the whole organization.
	rate: { requests: 20, perMs: 1_000, concurrency: 3 },
	test: testAccount,
	prepareAudience: findOrCreate({
		name: "Salesforce",
		buildFind: (connection, wanted) => buildFindCampaign(connection, wanted),
		readFind: readIds,
		buildCreate: buildCreateCampaign,
		readCreate: readCreatedCampaign,
	}),
	deliver: deliverContacts,
	readSize: oneRequest(buildCampaignSize, readCampaignSize),
	// Each contact's answer comes at once.
	receipts: null,
	// The last twentieth of the day's requests is left to others.
	readPause: ({ headers }) => {
		const usage = /api-usage=(\d+)\/(\d+)/.exec(headers["sforce-limit-info"] ?? "");
		return usage && Number(usage[1]) >= Number(usage[2]) * 0.95 ? 5 * minute : 0;
	},
	sandboxConnection: (sandboxUrl) => ({
		settings: { baseUrl: `${sandboxUrl}/salesforce`, clientId: "sandbox-app" },
		credentials: { clientSecret: "sandbox-app-secret" },
	}),
};
