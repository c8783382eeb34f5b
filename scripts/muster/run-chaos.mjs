// `npm run chaos`: tests that run a few random worlds in `npm test`, run here with as many as you like.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readOptions, readWhole } from "./read-options.mjs";
import { run } from "./run.mjs";
import { UserFacingError } from "./step.mjs";

export const chaosUsage = `  npm run chaos [-- sync] [--worlds N] [--json]   deliveries to every network of the sandbox while people change, networks
      fail and the process dies: 200 schedules in the real stores, 200 with the ledger in memory, and one for each network
      with a kill -9; about a quarter of an hour. With --json the last line says how it went
  npm run chaos -- ticks [--worlds N] [--quiet]   ticks while rows arrive, segments are refreshed and every
      question is held up for a random while, with all cores kept busy (not with --quiet); 500 worlds, about
      half a minute each
  npm run chaos -- rules [--worlds N]   random rules as SQL and as the reference reads them, the largest rules there may
      be, and segments that follow their people: so many rounds of each, 24 by default; about a quarter of an hour
MUSTER_TEST_SEED names other worlds; one that fails is repeated by --first and its number with --worlds 1.`;

/** What one schedule is made of, by the file whose report counts them. */
const deliveries = {
	"delivery-chaos": "in the real stores",
	"network-chaos": "with the ledger in memory",
	"kill-chaos": "with a kill -9",
};
const proofs = {
	ticks: { files: ["lib/segments/server/refresh/ticks-under-load.db.test.ts"], worlds: 500 },
	rules: {
		files: [
			"lib/rules/parity.db.test.ts",
			"lib/rules/rule-limits.db.test.ts",
			"lib/segments/server/refresh/refresh-changed.db.test.ts",
		],
		worlds: 24,
	},
	sync: {
		files: Object.keys(deliveries).map((name) => `lib/syncs/server/${name}.db.test.ts`),
		worlds: 200,
	},
};

/** Parses which proof, and how much of it. */
export function readChaos(words) {
	const isNamed = words.length > 0 && !words[0].startsWith("-");
	const [name, rest] = isNamed ? [words[0], words.slice(1)] : ["sync", words];
	if (!Object.hasOwn(proofs, name)) throw new UserFacingError(`There is no proof ${name}.\n${chaosUsage}`);
	const values = readOptions(
		rest,
		{
			worlds: { type: "string" },
			first: { type: "string" },
			quiet: { type: "boolean", default: false },
			json: { type: "boolean", default: false },
		},
		chaosUsage,
	);
	return {
		name,
		files: proofs[name].files,
		worlds: readWhole(values, "worlds", proofs[name].worlds, 1),
		first: readWhole(values, "first", 0),
		isQuiet: values.quiet,
		json: values.json,
	};
}

/** Runs the proof; returns the exit code. */
export async function runChaos(root, { name, files, worlds, first, isQuiet, json }) {
	const reports = mkdtempSync(path.join(tmpdir(), "muster-chaos-"));
	const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
	const args = [vitest, "run", "--project", "db", "--project", "db-apart", "--reporter=verbose", ...files];
	const { code } = await run(process.execPath, args, {
		cwd: root,
		env: {
			MUSTER_CHAOS_WORLDS: String(worlds),
			MUSTER_CHAOS_FIRST: String(first),
			MUSTER_CHAOS_REPORTS: reports,
			...(isQuiet ? {} : { MUSTER_CHAOS_LOAD: "1" }),
		},
	});
	if (name === "sync") sayDeliveries(reports, { isOk: code === 0, json });
	rmSync(reports, { recursive: true, force: true });
	return code;
}

/** Only schedules that were lived through to their end are counted. */
function sayDeliveries(folder, { isOk, json }) {
	const found = Object.entries(deliveries).flatMap(([name, how]) => {
		const file = path.join(folder, `${name}.json`);
		return existsSync(file) ? [{ how, ...JSON.parse(readFileSync(file, "utf8")) }] : [];
	});
	console.log(found.map(({ schedules, how }) => `${schedules} schedules ${how}`).join(", "));
	if (!json) return;
	const schedules = found.reduce((sum, one) => sum + one.schedules, 0);
	const destinations = [...new Set(found.flatMap((one) => one.destinations))];
	const isWhole = found.length === Object.keys(deliveries).length;
	const seed = found[0]?.seed ?? null;
	console.log(JSON.stringify({ ok: isOk && isWhole, schedules, destinations, seed }));
}
