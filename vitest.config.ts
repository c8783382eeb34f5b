import path from "node:path";
import { defineConfig } from "vitest/config";
import LongestFirst from "./scripts/longest-first";

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

/** The same of tests on the stores: an environment, stubs of modules, or module instances of their own. */
const ownProcessOnStores = [
	"app/api/v1/hostile-text.db.test.ts",
	"app/api/v1/huge-numbers.db.test.ts",
	"app/limit-requests.db.test.ts",
	"app/setup.db.test.ts",
	"lib/destinations/server/private-address.db.test.ts",
	"lib/platform/queue/trigger-backend.db.test.ts",
	"lib/platform/queue/trigger-server.db.test.ts",
	"lib/platform/secrets/reseal-column.db.test.ts",
	"lib/segments/server/refresh/ticks-under-load.db.test.ts",
	"lib/syncs/server/authorize-destination.db.test.ts",
	"lib/syncs/server/fields-there.db.test.ts",
	"lib/syncs/server/opt-outs.db.test.ts",
];

const unit = {
	setupFiles: ["lib/platform/testing/seed-properties.ts"],
	// A busy machine is not a failure; the slowest take 2 s on an idle one.
	testTimeout: 30_000,
	env: { LOG_LEVEL: "silent" },
};

const onStores = {
	setupFiles: ["lib/platform/testing/seed-properties.ts"],
	globalSetup: ["lib/platform/testing/start-stores.ts"],
	testTimeout: 60_000,
	hookTimeout: 120_000,
	maxWorkers: 2,
};

export default defineConfig({
	resolve: { alias: { "@": path.resolve(".") } },
	test: {
		sequence: { sequencer: LongestFirst },
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
					exclude: [...exclude, ...ownProcessOnStores],
					...onStores,
					// The sandbox's networks are on this machine.
					env: { ALLOW_PRIVATE_DESTINATIONS: "true" },
					isolate: false,
				},
			},
			{
				extends: true,
				test: { name: "db-apart", include: ownProcessOnStores, exclude, ...onStores },
			},
		],
	},
});
