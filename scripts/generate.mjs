// Writes the Prisma client to lib/platform/postgres/generated, offline, and only when the schema changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, "lib/platform/postgres/generated");
const stamp = join(output, ".schema-hash");

/** What the generated client depends on: the schema files and the Prisma version. */
function schemaHash() {
	const folder = join(root, "prisma/schema");
	const hash = createHash("sha256");
	for (const name of readdirSync(folder).sort()) {
		if (name.endsWith(".prisma"))
			hash
				.update(name)
				.update("\0")
				.update(readFileSync(join(folder, name)));
	}
	hash.update(readFileSync(join(root, "node_modules/prisma/package.json")));
	return hash.digest("hex");
}

const hash = schemaHash();
const current = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
if (current !== hash || process.argv.includes("--force")) {
	const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
	const run = spawnSync(process.execPath, [cli, "generate", "--no-hints"], {
		cwd: root,
		stdio: ["ignore", "pipe", "pipe"],
		encoding: "utf8",
		env: {
			...process.env,
			// Prisma 7 would download its schema engine, which `generate` never runs: any executable will do.
			PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
			PRISMA_HIDE_UPDATE_MESSAGE: "1",
			CHECKPOINT_DISABLE: "1",
		},
	});
	if (run.status !== 0) {
		process.stderr.write(`${run.stdout}${run.stderr}`);
		console.error(
			"The Prisma client could not be generated: correct the schema named above in prisma/schema.",
		);
		process.exit(1);
	}
	writeFileSync(stamp, hash);
	if (process.argv.includes("--verbose")) console.log(run.stdout.trim());
}
