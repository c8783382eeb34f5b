import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod";

/** The environment, checked once. The start-up commands set all of it; see README for pointing at real servers. */
export const env = createEnv({
	server: {
		NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
		DATABASE_URL: z.url().default("postgresql://muster@127.0.0.1:5432/muster"),
		DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8),
		CLICKHOUSE_URL: z.url().default("http://127.0.0.1:8123"),
		/** The warehouse as a user who may read little: for the SELECTs admins write. Without it they do not run. */
		CLICKHOUSE_LISTS_URL: z.url().optional(),
		CLICKHOUSE_DATABASE: z
			.string()
			.regex(/^[a-z_][a-z0-9_]*$/)
			.default("muster"),
		MUSTER_HOME: z.string().default(".muster"),
		/** Keyring for encryption at rest: `id:base64 of 32 bytes`, comma separated; the first encrypts, all decrypt. */
		MUSTER_ENCRYPTION_KEYS: z.string().default(""),
		/** Base64; keys the look-up hashes. Changing it makes every identifier unknown: it is not rotated. */
		MUSTER_HASH_KEY: z.string().default(""),
		/** Folder with real data sets that some tests use when present. */
		MUSTER_DATA_DIR: z.string().optional(),
		INGEST_URL: z.url().default("http://127.0.0.1:3001"),
		/** Where ingest listens: another than loopback where the web app is on another machine or in another container. */
		INGEST_HOST: z.string().default("127.0.0.1"),
		INGEST_PORT: z.coerce.number().int().default(3001),
		SANDBOX_URL: z.url().optional(),
		SANDBOX_PORT: z.coerce.number().int().default(3002),
		/** "true" lets destinations point at private addresses (own networks only). */
		ALLOW_PRIVATE_DESTINATIONS: z.enum(["true", "false"]).default("false"),
		NEXTAUTH_URL: z.url().default("http://localhost:3000"),
		NEXTAUTH_SECRET: z.string().default(""),
		/** How many proxies of one's own are in front of the web app, whose X-Forwarded-For is trusted. */
		MUSTER_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
		/** Requests in ten seconds, for each process; 0 is no limit. */
		API_REQUESTS_PER_KEY: z.coerce.number().int().min(0).default(1_000),
		API_REQUESTS_PER_ADDRESS: z.coerce.number().int().min(0).default(3_000),
		INGEST_REQUESTS_PER_KEY: z.coerce.number().int().min(0).default(20_000),
		INGEST_REQUESTS_PER_ADDRESS: z.coerce.number().int().min(0).default(20_000),
		/** The mail server, user and password included; without it no emails are sent. */
		MUSTER_SMTP_URL: z
			.url({
				protocol: /^smtps?$/,
				hostname: /./,
				error: "is written like smtp://user:password@mail.example.com:587",
			})
			.optional(),
		/** The sender of emails: an address, or a name and an address. */
		MUSTER_MAIL_FROM: z
			.string()
			.regex(
				/^(?:[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
				"is written like Muster <muster@example.com>",
			)
			.optional(),
		/** Opens /api/metrics to whoever sends it as a bearer token; without it there are no metrics. */
		MUSTER_METRICS_TOKEN: z.string().min(16, "is at least 16 characters long").optional(),
		TRIGGER_SECRET_KEY: z.string().optional(),
		TRIGGER_API_URL: z.url().optional(),
		LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
	},
	createFinalSchema: (shape) =>
		z.object(shape).refine(({ MUSTER_SMTP_URL, MUSTER_MAIL_FROM }) => !MUSTER_SMTP_URL || MUSTER_MAIL_FROM, {
			path: ["MUSTER_MAIL_FROM"],
			error: "is needed with MUSTER_SMTP_URL: whom emails come from, like Muster <muster@example.com>",
		}),
	experimental__runtimeEnv: {},
	emptyStringAsUndefined: true,
	skipValidation: false,
	isServer: true,
	onValidationError: (issues) => {
		const first = issues.map(({ path, message }) => `${(path ?? []).map(String).join(".")}: ${message}`);
		throw new Error(
			`The environment cannot be used as it is set. ${first.join("; ")}. README lists the variables.`,
		);
	},
});
