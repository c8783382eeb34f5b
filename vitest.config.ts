import path from "node:path";
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", ".next/**", ".muster/**", "e2e/**"];

/** They change the environment before a module reads it, so they share no modules with others. */
const ownProcess = [
	"app/api/health/hanging-store.test.ts",
	"lib/destinations/server/send-requests.test.ts",
	"lib/destinations/server/trusted-address.test.ts",
	"lib/platform/http/client-address.test.ts",
	"lib/platform/http/note-client-addresses.test.ts",
	"lib/platform/outbound/fetch.test.ts",
	"lib/platform/secrets/keyring.test.ts",
	"scripts/muster/step.test.ts",
];

const unit = {
	setupFiles: ["lib/platform/testing/seed-properties.ts"],
	// A busy machine is not a failure; the slowest take 2 s on an idle one.
	testTimeout: 30_000,
	env: { LOG_LEVEL: "silent" },
};

export default defineConfig({
	resolve: { alias: { "@": path.resolve(".") } },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: "unit",
					include: ["**/*.test.ts"],
					exclude: [...exclude, "**/*.db.test.ts", "components/**", ...ownProcess],
					...unit,
					// Most of the time would go into loading the same modules for each file.
					isolate: false,
				},
			},
			{
				extends: true,
				test: {
					name: "screens",
					include: ["**/*.test.tsx", "components/**/*.test.ts", ...ownProcess],
					exclude: [...exclude, "**/*.db.test.tsx"],
					...unit,
				},
			},
			{
				extends: true,
				test: {
					name: "db",
					include: ["**/*.db.test.{ts,tsx}"],
					exclude,
					setupFiles: ["lib/platform/testing/seed-properties.ts"],
					globalSetup: ["lib/platform/testing/start-stores.ts"],
					testTimeout: 60_000,
					hookTimeout: 120_000,
					maxWorkers: 2,
				},
			},
		],
	},
});
