import { readMerged, readTest } from "@/lib/destinations/catalog/postgres/read-outcome";
import { lookAtSchema, mergeRows } from "@/lib/destinations/catalog/postgres/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { plainIdentifierKinds } from "@/lib/destinations/files/identifier-kinds";

/** A table for each sync in a Postgres database, which always holds who is in the audience. */
export const postgresDefinition: DestinationDefinition = {
	slug: "postgres",
	name: "Postgres",
	summary: "A table for each sync in your database, with one row for each person in the audience.",
	category: "Storage",
	shape: "table",
	purposes: ["advertising", "email", "sms", "push"],
	fields: [
		{
			name: "url",
			label: "Address",
			help: "Server and database, without user name and password.",
			kind: "url",
			scheme: "postgresql:",
			isSecret: false,
			isRequired: true,
			placeholder: "postgresql://db.example.com:5432/warehouse",
		},
		{
			name: "schema",
			label: "Schema",
			help: "Where Muster creates its tables. It must exist.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			namesPlace: true,
			initial: "public",
			pattern: {
				source: '^[^\\x00-\\x1f"]{1,63}$',
				message: "must be a name of at most 63 characters without quotes",
			},
		},
		{
			name: "username",
			label: "User name",
			help: "Who may create tables in the schema, and no more.",
			kind: "text",
			isSecret: false,
			isRequired: true,
		},
		{
			name: "password",
			label: "Password",
			help: "Of this user.",
			kind: "password",
			isSecret: true,
			isRequired: true,
		},
		{
			name: "tls",
			label: "Encryption",
			help: "The server's certificate is checked. Without encryption only in your own network, where ALLOW_PRIVATE_DESTINATIONS is set.",
			kind: "choice",
			options: [
				{ value: "required", label: "TLS, required" },
				{ value: "none", label: "None" },
			],
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "required",
			pattern: { source: "^(required|none)$", message: "must be required or none" },
		},
	],
	identifierKinds: plainIdentifierKinds,
	mapping: { fields: [], takesOthers: true, maxFields: 100 },
	limits: {
		rowsPerRequest: 5_000,
		timeoutMs: 60_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	// Each request is a connection of its own; a server usually allows a hundred.
	rate: { requests: 20, perMs: 1_000, concurrency: 2 },
	test: oneRequest(lookAtSchema, readTest),
	prepareAudience: null,
	deliver: oneRequest(mergeRows, readMerged),
	readSize: null,
	receipts: null,
	readPause: () => 0,
	sandboxConnection: () => ({
		settings: { url: "postgresql://db.example.com:5432/warehouse", schema: "public", username: "muster" },
		credentials: { password: "sandbox-password" },
	}),
	hasNoSandbox: true,
};
