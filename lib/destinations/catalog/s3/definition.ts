import { readStored, readTest } from "@/lib/destinations/catalog/s3/read-outcome";
import { listNothing, putObject } from "@/lib/destinations/catalog/s3/to-requests";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { deliverFile, formatField } from "@/lib/destinations/files/deliver-file";
import { plainIdentifierKinds } from "@/lib/destinations/files/identifier-kinds";

/** Files of what changed, in a bucket of Amazon S3 or any storage that speaks its protocol. */
export const s3Definition: DestinationDefinition = {
	slug: "s3",
	name: "Amazon S3 or compatible",
	summary:
		"Files (CSV or Parquet) of who entered, changed or left, with a manifest, in a bucket of your own.",
	category: "Storage",
	shape: "file",
	purposes: ["advertising", "email", "sms", "push"],
	fields: [
		{
			name: "endpoint",
			label: "Address",
			help: "Of the storage, without the bucket: https://s3.eu-central-1.amazonaws.com for Amazon, or what your provider names as its S3 endpoint.",
			kind: "url",
			isSecret: false,
			isRequired: true,
			placeholder: "https://s3.eu-central-1.amazonaws.com",
			pattern: { source: "^https?://[^\\s#?]+$", message: "must be an address that begins with https://" },
		},
		{
			name: "region",
			label: "Region",
			help: "The bucket's region, such as eu-central-1. Storages without regions usually take us-east-1 or auto.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			initial: "us-east-1",
			pattern: { source: "^[a-z0-9-]{1,40}$", message: "must be a region such as eu-central-1" },
		},
		{
			name: "bucket",
			label: "Bucket",
			help: "It must exist. Muster creates none.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			namesPlace: true,
			// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
			pattern: {
				source: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
				message: "must be 3 to 63 lower-case letters, digits, dots and dashes",
			},
		},
		{
			name: "folder",
			label: "Folder",
			help: "Where in the bucket the files go, such as muster/vip. Empty: at the top.",
			kind: "text",
			isSecret: false,
			isRequired: false,
			namesPlace: true,
			placeholder: "muster",
			pattern: {
				source: "^(?!.*(?:^|/)\\.\\.?(?:/|$))[^\\\\\\x00-\\x1f]{0,500}$",
				message: "must be names separated by slashes, none of them . or ..",
			},
		},
		{
			name: "accessKeyId",
			label: "Access key ID",
			help: "Of a user who may s3:PutObject below the folder and s3:ListBucket (for the test), and nothing else.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			pattern: { source: "^[^\\s/,=]{1,200}$", message: "must not contain spaces, slashes or commas" },
		},
		{
			name: "secretAccessKey",
			label: "Secret access key",
			help: "Shown once, when the key is created.",
			kind: "password",
			isSecret: true,
			isRequired: true,
		},
		formatField,
		{
			name: "addressing",
			label: "Bucket in the address",
			help: "In the path works nearly everywhere; some providers want it before the host.",
			kind: "choice",
			options: [
				{ value: "path", label: "In the path" },
				{ value: "host", label: "Before the host" },
			],
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "path",
			pattern: { source: "^(path|host)$", message: "must be path or host" },
		},
	],
	identifierKinds: plainIdentifierKinds,
	mapping: { fields: [], takesOthers: true, maxFields: 100 },
	limits: {
		// What is held in memory at once: some megabytes with a hundred fields.
		rowsPerRequest: 10_000,
		timeoutMs: 60_000,
		settleMs: () => 60_000,
		refusedRetryMs: 3_600_000,
	},
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html: 3,500 a second for each prefix.
	rate: { requests: 50, perMs: 1_000, concurrency: 4 },
	test: oneRequest((connection, _input: { at: Date }, at) => listNothing(connection, at), readTest),
	prepareAudience: null,
	deliver: deliverFile(putObject, readStored),
	readSize: null,
	receipts: null,
	readPause: () => 0,
	sandboxConnection: (sandboxUrl) => ({
		settings: {
			endpoint: `${sandboxUrl}/s3`,
			region: "us-east-1",
			bucket: "muster",
			accessKeyId: "sandbox",
		},
		credentials: { secretAccessKey: "sandbox-secret-access-key" },
	}),
	hasNoSandbox: true,
};
