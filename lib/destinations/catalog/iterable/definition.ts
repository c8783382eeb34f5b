import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import { deliverUsers } from "@/lib/destinations/catalog/iterable/deliver-users";
import {
	readCreatedList,
	readFoundLists,
	readListSize,
	readProject,
} from "@/lib/destinations/catalog/iterable/read-outcome";
import { buildCreateList, buildListSize, buildLists } from "@/lib/destinations/catalog/iterable/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { normalizeMetaEmail } from "@/lib/identity/normalize-meta";

/** Lists and user profiles of an Iterable project. */
export const iterableDefinition: DestinationDefinition = {
	slug: "iterable",
	name: "Iterable",
	summary: "Keep a list and user fields up to date for campaigns and journeys.",
	category: "Email & messaging",
	shape: "profile",
	purposes: ["email", "sms", "push"],
	fields: [
		{
			name: "apiKey",
			label: "API key",
			help: "In Iterable under Integrations → API Keys: a server-side key.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\S{3,200}$", message: "must be one word without spaces" },
		},
		{
			name: "dataCenter",
			label: "Data center",
			help: "EU if you sign in at app.eu.iterable.com.",
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
			name: "projectType",
			label: "Project type",
			help: "In Iterable under Settings → Project Settings: how the project identifies users.",
			kind: "choice",
			options: [
				{ value: "email", label: "Email" },
				{ value: "user_id", label: "User ID" },
				{ value: "hybrid", label: "Hybrid (either)" },
			],
			isSecret: false,
			isRequired: true,
			initial: "email",
			pattern: { source: "^(email|user_id|hybrid)$", message: "must be email, user_id or hybrid" },
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or your own proxy.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			placeholder: "https://api.iterable.com",
			pattern: { source: "^https?://[^\\s?#]+$", message: "must be an address that begins with https://" },
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
			column: "userId",
			label: "Your customer ID",
			origin: { from: "identifier", kind: "user_id" },
			sentAs: "as is",
			toRemoteKey: (raw) => raw.trim() || null,
		},
	],
	mapping: {
		fields: [
			{ name: "firstName", label: "First name", help: "", type: "any" },
			{ name: "lastName", label: "Last name", help: "", type: "any" },
		],
		takesOthers: true,
		maxFields: 100,
	},
	modes: ["mirror", "add_only", "update_only"],
	movesRecords: true,
	limits: {
		// What RudderStack's Iterable audience destination sends; Iterable publishes no limit for lists.
		rowsPerRequest: 1_000,
		timeoutMs: 60_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	// List calls: five a second for each project, as public integrations have it.
	rate: { requests: 5, perMs: 1_000, concurrency: 2 },
	test: oneRequest(buildLists, (answer, _input, { settings }) =>
		readProject(answer, settings.dataCenter || "us"),
	),
	prepareAudience: findOrCreate({
		name: "Iterable",
		buildFind: buildLists,
		readFind: readFoundLists,
		buildCreate: buildCreateList,
		readCreate: readCreatedList,
	}),
	deliver: deliverUsers,
	readSize: oneRequest(buildListSize, readListSize),
	receipts: null,
	// Iterable sends no rate headers.
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: { dataCenter: "us", projectType: "email", baseUrl: `${sandboxUrl}/iterable` },
		credentials: { apiKey: "sandbox-iterable-key" },
	}),
};
