import { readStored, readTest } from "@/lib/destinations/catalog/sftp/read-outcome";
import { lookAtFolder, putFile } from "@/lib/destinations/catalog/sftp/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { deliverFile, formatField } from "@/lib/destinations/files/deliver-file";
import { plainIdentifierKinds } from "@/lib/destinations/files/identifier-kinds";

/** Files of what changed, in a folder of an SFTP server. */
export const sftpDefinition: DestinationDefinition = {
	slug: "sftp",
	name: "SFTP",
	summary:
		"Files (CSV or Parquet) of who entered, changed or left, with a manifest, in a folder of your SFTP server.",
	category: "Storage",
	shape: "file",
	purposes: ["advertising", "email", "sms", "push"],
	fields: [
		{
			name: "url",
			label: "Address",
			help: "Server and folder. The folder must exist.",
			kind: "url",
			scheme: "sftp:",
			isSecret: false,
			isRequired: true,
			placeholder: "sftp://sftp.example.com:22/upload/muster",
		},
		{
			name: "hostKey",
			label: "Host key fingerprint",
			help: "Leave it empty and test: Muster then shows the key the server has. Compare it with what its operator names, and enter it here. A server with another key is refused.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			placeholder: "SHA256:…",
			pattern: { source: "^SHA256:[A-Za-z0-9+/]{43}$", message: "must be SHA256: and 43 letters and digits" },
		},
		{
			name: "username",
			label: "User name",
			help: "Who may write and rename in the folder.",
			kind: "text",
			isSecret: false,
			isRequired: true,
		},
		{
			name: "password",
			label: "Password",
			help: "Or enter a private key.",
			kind: "password",
			isSecret: true,
			isRequired: false,
		},
		{
			name: "privateKey",
			label: "Private key",
			help: "In OpenSSH or PEM format, without a passphrase. Line breaks may be written as \\n.",
			kind: "password",
			isSecret: true,
			isRequired: false,
			placeholder: "-----BEGIN OPENSSH PRIVATE KEY-----",
		},
		formatField,
	],
	identifierKinds: plainIdentifierKinds,
	mapping: { fields: [], takesOthers: true, maxFields: 100 },
	limits: {
		// What is held in memory at once: some megabytes with a hundred fields.
		rowsPerRequest: 10_000,
		timeoutMs: 120_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	// Each request is a connection of its own; OpenSSH begins to drop them at ten that are not signed in yet (MaxStartups).
	rate: { requests: 20, perMs: 1_000, concurrency: 4 },
	test: oneRequest(lookAtFolder, readTest),
	prepareAudience: null,
	deliver: deliverFile(putFile, readStored),
	readSize: null,
	receipts: null,
	readPause: () => 0,
	sandboxConnection: () => ({
		settings: { url: "sftp://sftp.example.com:22/upload", username: "muster" },
		credentials: { password: "sandbox-password" },
	}),
	hasNoSandbox: true,
};
