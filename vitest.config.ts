import path from "node:path";
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", ".next/**", ".muster/**", "e2e/**"];

export default defineConfig({
	resolve: { alias: { "@": path.resolve(".") } },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: "unit",
					include: ["**/*.test.{ts,tsx}"],
					exclude: [...exclude, "**/*.db.test.{ts,tsx}"],
					setupFiles: ["lib/platform/testing/seed-properties.ts"],
					// A busy machine is not a failure; the slowest take 2 s on an idle one.
					testTimeout: 30_000,
					env: { LOG_LEVEL: "silent" },
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
