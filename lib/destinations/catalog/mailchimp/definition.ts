import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { deliverContacts } from "@/lib/destinations/catalog/mailchimp/deliver-contacts";
import { readMailchimpOptOuts } from "@/lib/destinations/catalog/mailchimp/read-opt-outs";
import {
	readCreatedSegment,
	readFoundSegments,
	readList,
	readMergeFields,
	readSegmentSize,
} from "@/lib/destinations/catalog/mailchimp/read-outcome";
import {
	buildCreateSegment,
	buildFindSegment,
	buildList,
	buildMergeFields,
	buildSegment,
} from "@/lib/destinations/catalog/mailchimp/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

/** Mailchimp's batches take 500; a contact that must be moved and updated by itself is two requests more. */
const rows = 90;

/** A tag in a Mailchimp audience, through the Marketing API 3.0. */
export const mailchimpDefinition: DestinationDefinition = {
	slug: "mailchimp",
	name: "Mailchimp",
	summary: "Keep a tag and merge fields in an audience up to date for email campaigns.",
	category: "Email & messaging",
	shape: "profile",
	// A contact that is created may be subscribed, which only consent to email allows.
	purposes: ["email"],
	fields: [
		{
			name: "apiKey",
			label: "API key",
			help: "In Mailchimp under Profile → Extras → API keys. It ends with your data center, such as -us21.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: {
				source: "^\\S{8,200}-[a-z]{2,5}\\d{1,3}$",
				message: "must end in a data center, such as -us21",
			},
		},
		{
			name: "listId",
			label: "Audience ID",
			help: "In Mailchimp under Audience → Settings → Audience name and defaults.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "a1b2c3d4e5",
			pattern: { source: "^[0-9a-zA-Z]{4,40}$", message: "must be letters and digits only" },
			namesPlace: true,
		},
		{
			name: "statusIfNew",
			label: "Status of new contacts",
			help: "Muster delivers only people who consented to email. Choose “Subscribed” if that consent covers this audience's campaigns. The status of existing contacts never changes.",
			kind: "choice",
			options: [
				{ value: "transactional", label: "Non-subscribed: not sent campaigns" },
				{ value: "subscribed", label: "Subscribed: sent campaigns" },
				{ value: "pending", label: "Pending: Mailchimp asks them to confirm by email" },
			],
			isSecret: false,
			isRequired: false,
			initial: "transactional",
			pattern: {
				source: "^(transactional|subscribed|pending)$",
				message: "must be transactional, subscribed or pending",
			},
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy. Empty: your data center's.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			placeholder: "https://us21.api.mailchimp.com/3.0",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "settleMinutes",
			label: "Retry unconfirmed after (minutes)",
			help: "When a request is cut off, Mailchimp may still apply it. Muster waits this long before it tries again.",
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
			toRemoteKey: (raw) => normalizeMetaEmail(raw) || null,
		},
	],
	mapping: {
		fields: [],
		takesOthers: false,
		refusesOther: (name) =>
			/^\w{1,10}$/.test(name)
				? null
				: "is no merge tag: it has at most ten letters, digits and underscores. Choose one of the audience's.",
		maxFields: 80,
	},
	modes: ["mirror", "add_only", "update_only"],
	movesRecords: true,
	readFields: oneRequest(buildMergeFields, readMergeFields),
	optOuts: { everyMs: 3_600_000, read: readMailchimpOptOuts },
	limits: {
		rowsPerRequest: rows,
		// mailchimp.com/developer/marketing/docs/fundamentals: a call may take 120 seconds.
		timeoutMs: 120_000,
		settleMs: ({ settings }) => Number(settings.settleMinutes || 5) * 60_000,
		refusedRetryMs: 86_400_000,
	},
	// Ten connections at once, for all of an account's integrations (ibid.); no number of requests is published.
	rate: { requests: 500, perMs: 1_000, concurrency: 5 },
	test: oneRequest(buildList, readList),
	prepareAudience: findOrCreate({
		name: "Mailchimp",
		buildFind: buildFindSegment,
		readFind: readFoundSegments,
		buildCreate: buildCreateSegment,
		readCreate: readCreatedSegment,
	}),
	deliver: deliverContacts,
	readSize: oneRequest(buildSegment, readSegmentSize),
	receipts: null,
	// Mailchimp sends no rate headers.
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: { listId: "5a5b5c5d5e", statusIfNew: "transactional", baseUrl: `${sandboxUrl}/mailchimp/3.0` },
		credentials: { apiKey: "sandbox-mailchimp-key-us21" },
	}),
};
