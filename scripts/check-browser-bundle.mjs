// After `next build`: nothing that belongs to the server may have reached the files that browsers load. `server-only`
// cannot guard this here, because jobs, seeds and tests share the same code outside Next.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Text that only server code contains, minified or not: names of settings, SQL, drivers' own messages and headers. */
const serverMarks = {
	"the environment (lib/platform/env.ts)": ["MUSTER_ENCRYPTION_KEYS", "MUSTER_HASH_KEY", "CLICKHOUSE_URL"],
	"Prisma's client": ["PrismaClientKnownRequestError", "workspace_number"],
	pg: ["SCRAM-SHA-256", "pg_catalog"],
	"the ClickHouse client": ["X-ClickHouse-", "clickhouse_settings"],
	"the job queue": ["graphile_worker", "pg_advisory_lock"],
	chDB: ["chdb-node", "chdb/"],
	secrets: ["aes-256-gcm", "scrypt"],
	"node built-ins": ['require("node:', "node:crypto", "node:fs"],
};

/** Every script below a folder, and the markers found in it. */
export function findServerCode(folder) {
	const files = readdirSync(folder, { recursive: true })
		.map(String)
		.filter((name) => name.endsWith(".js"))
		.map((name) => path.join(folder, name));
	const found = [];
	for (const file of files) {
		const text = readFileSync(file, "utf8");
		for (const [what, marks] of Object.entries(serverMarks)) {
			for (const mark of marks) if (text.includes(mark)) found.push({ file, what, mark });
		}
	}
	return { files, found };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const folder = path.resolve(".next/static");
	if (!existsSync(folder)) {
		console.error("There is no .next/static: build the web app first.");
		process.exit(1);
	}
	const { files, found } = findServerCode(folder);
	for (const { file, what, mark } of found) {
		console.error(`${path.relative(process.cwd(), file)} holds ${what}: "${mark}"`);
	}
	if (files.length < 5) console.error(`Only ${files.length} scripts seen: is this a whole build?`);
	if (found.length > 0 || files.length < 5) process.exit(1);
	const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
	console.log(`Browser bundle: ${files.length} scripts, ${(bytes / 2 ** 20).toFixed(1)} MB, no server code.`);
}
