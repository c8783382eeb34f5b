// `npm run chaos`: tests that run a few random worlds in `npm test`, run here with as many as you like.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readOptions, readWhole } from "./read-options.mjs";
import { run } from "./run.mjs";
import { UserFacingError } from "./step.mjs";

export const chaosUsage = `Say which proof:
  npm run chaos -- ticks [--worlds N] [--first N] [--quiet]   ticks while rows arrive, segments are refreshed and every
      question is held up for a random while, with all cores kept busy (not with --quiet); 500 worlds, about
      half a minute each
  npm run chaos -- sync [--worlds N] [--json]   deliveries to every network of the sandbox under random faults, changes and
      deaths of the process; 200 schedules over all of them; the last line says how it went
MUSTER_TEST_SEED names other worlds; one that fails is repeated by --first and its number with --worlds 1.`;

const files = {
	ticks: "lib/segments/server/refresh/ticks-under-load.db.test.ts",
	sync: "lib/syncs/server/delivery-chaos.db.test.ts",
};
const usualWorlds = { ticks: 500, sync: 200 };

/** Parses which proof, and how much of it. */
export function readChaos([name = "", ...rest]) {
	if (!Object.hasOwn(files, name)) throw new UserFacingError(chaosUsage);
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
		file: files[name],
		worlds: readWhole(values, "worlds", usualWorlds[name], 1),
		first: readWhole(values, "first", 0),
		isQuiet: values.quiet,
		json: values.json,
	};
}

/** Runs the proof; returns the exit code. */
export async function runChaos(root, { file, worlds, first, isQuiet, json }) {
	const report = path.join(mkdtempSync(path.join(tmpdir(), "muster-chaos-")), "report.json");
	const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
	const args = [vitest, "run", "--project", "db", "--reporter=verbose", file];
	const { code } = await run(process.execPath, args, {
		cwd: root,
		env: {
			MUSTER_CHAOS_WORLDS: String(worlds),
			MUSTER_CHAOS_FIRST: String(first),
			MUSTER_CHAOS_REPORT: report,
			...(isQuiet ? {} : { MUSTER_CHAOS_LOAD: "1" }),
		},
	});
	if (json) {
		const found = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
		console.log(JSON.stringify({ ok: code === 0, ...found }));
	}
	rmSync(path.dirname(report), { recursive: true, force: true });
	return code;
}
