import { readColumnFields, readMerged, readTest } from "@/lib/destinations/catalog/postgres/read-outcome";
import {
	longestName,
	lookAtColumns,
	lookAtPlace,
	mergeRows,
} from "@/lib/destinations/catalog/postgres/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { plainIdentifierKinds } from "@/lib/destinations/files/identifier-kinds";

const nameOfAColumn = {
	source: '^[^\\x00-\\x1f"]{1,63}$',
	message: "must be a name of at most 63 characters without quotes",
};
// https://www.postgresql.org/docs/current/ddl-system-columns.html
const systemColumns = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** A table in a Postgres database, which always holds who is in the audience: one for each sync, or the customer's own. */
export const postgresDefinition: DestinationDefinition = {
	slug: "postgres",
	name: "Postgres",
	summary: "A table in your database with one row for each person in the audience.",
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
			help: "Where the tables are. It must exist.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			namesPlace: true,
			initial: "public",
			pattern: nameOfAColumn,
		},
		{
			name: "username",
			label: "User name",
			help: "Who may create tables in the schema, or write your own table, and no more.",
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
			name: "leavers",
			label: "Whoever leaves",
			help: "Deleted: the table holds the audience and no one else. Flagged: the row stays, with the flag set to false.",
			kind: "choice",
			options: [
				{ value: "delete", label: "Delete the row" },
				{ value: "flag", label: "Flag the row" },
			],
			isSecret: false,
			isRequired: false,
			isFixed: true,
			initial: "delete",
			pattern: { source: "^(delete|flag)$", message: "must be delete or flag" },
		},
		{
			name: "table",
			label: "Table of your own",
			help: "Leave it empty, and Muster creates a table for each sync. In your own table only the identifier, the mapped columns and the flag are written. Give each sync a table of its own.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			namesPlace: true,
			placeholder: "customers",
			pattern: nameOfAColumn,
		},
		{
			name: "keyColumn",
			label: "Column of the identifier",
			help: "In your own table: a unique key of this column alone. Empty: email, user_id or phone, as the sync chooses.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			namesPlace: true,
			placeholder: "email",
			pattern: nameOfAColumn,
		},
		{
			name: "flagColumn",
			label: "Column of the flag",
			help: "A boolean: true for whoever is in the audience. Only where leavers are flagged.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			isFixed: true,
			initial: "in_audience",
			pattern: nameOfAColumn,
		},
		{
			name: "ca",
			label: "Certificate authority",
			help: "In PEM format, if your server's certificate was issued by an authority of your own. Empty: the public ones.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			placeholder: "-----BEGIN CERTIFICATE-----",
			pattern: {
				source: "^-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----$",
				message: "must begin with -----BEGIN CERTIFICATE----- and end with -----END CERTIFICATE-----",
			},
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
	// A leaver of one sync may be in the other's audience.
	sharedBySyncs: ({ settings }) => (settings.table ? `the table “${settings.table}”` : null),
	identifierKinds: plainIdentifierKinds,
	mapping: {
		fields: [],
		takesOthers: true,
		refusesOther: (name) => {
			if (new TextEncoder().encode(name).length > longestName)
				return `is too long for a column. Choose at most ${longestName} bytes`;
			return systemColumns.has(name)
				? "is a name that Postgres keeps for itself. Choose another column"
				: null;
		},
		maxFields: 100,
	},
	readFields: (said) => (said.connection.settings.table ? columnsThere(said) : { kind: "done", value: null }),
	limits: {
		rowsPerRequest: 5_000,
		timeoutMs: 60_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	// Each request is a connection of its own; a server usually allows a hundred.
	rate: { requests: 20, perMs: 1_000, concurrency: 2 },
	test: oneRequest(lookAtPlace, readTest),
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

const columnsThere = oneRequest(lookAtColumns, readColumnFields);
