// `npm run chaos`: tests that go through a few random worlds in `npm test`, through as many as somebody has patience for.
import path from "node:path";
import { parseArgs } from "node:util";
import { run } from "./run.mjs";
import { Trouble } from "./step.mjs";

const usage = `Say which proof:
  npm run chaos -- ticks [--worlds N] [--first N] [--quiet]   ticks while rows arrive, segments are refreshed and every
      question is held up for a random while, with all cores kept busy (not with --quiet); 500 worlds, about
      half a minute each
MUSTER_TEST_SEED names other worlds; one that fails is repeated by --first and its number with --worlds 1.`;

const files = { ticks: "lib/segments/server/refresh/ticks-under-load.db.test.ts" };

/** Runs the proof the arguments name; answers the exit code. */
export async function runChaos(root, [name = "", ...rest]) {
	if (!Object.hasOwn(files, name)) throw new Trouble(usage);
	const { values } = parseArgs({
		args: rest,
		options: {
			worlds: { type: "string", default: "500" },
			first: { type: "string", default: "0" },
			quiet: { type: "boolean", default: false },
		},
	});
	for (const key of ["worlds", "first"]) {
		if (!/^\d+$/.test(values[key])) throw new Trouble(`--${key} ${values[key]} is no whole number.`);
	}
	const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
	const args = [vitest, "run", "--project", "db", "--reporter=verbose", files[name]];
	const { code } = await run(process.execPath, args, {
		cwd: root,
		env: {
			MUSTER_CHAOS_WORLDS: values.worlds,
			MUSTER_CHAOS_FIRST: values.first,
			...(values.quiet ? {} : { MUSTER_CHAOS_LOAD: "1" }),
		},
	});
	return code;
}
