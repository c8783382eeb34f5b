// `npm run chaos`: tests that run a few random worlds in `npm test`, run here with as many as you like.
import path from "node:path";
import { readOptions, readWhole } from "./read-options.mjs";
import { run } from "./run.mjs";
import { UserFacingError } from "./step.mjs";

export const chaosUsage = `Say which proof:
  npm run chaos -- ticks [--worlds N] [--first N] [--quiet]   ticks while rows arrive, segments are refreshed and every
      question is held up for a random while, with all cores kept busy (not with --quiet); 500 worlds, about
      half a minute each
MUSTER_TEST_SEED names other worlds; one that fails is repeated by --first and its number with --worlds 1.`;

const files = { ticks: "lib/segments/server/refresh/ticks-under-load.db.test.ts" };

/** Parses which proof, and how much of it. */
export function readChaos([name = "", ...rest]) {
	if (!Object.hasOwn(files, name)) throw new UserFacingError(chaosUsage);
	const values = readOptions(
		rest,
		{
			worlds: { type: "string" },
			first: { type: "string" },
			quiet: { type: "boolean", default: false },
		},
		chaosUsage,
	);
	return {
		file: files[name],
		worlds: readWhole(values, "worlds", 500, 1),
		first: readWhole(values, "first", 0),
		isQuiet: values.quiet,
	};
}

/** Runs the proof; returns the exit code. */
export async function runChaos(root, { file, worlds, first, isQuiet }) {
	const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
	const args = [vitest, "run", "--project", "db", "--reporter=verbose", file];
	const { code } = await run(process.execPath, args, {
		cwd: root,
		env: {
			MUSTER_CHAOS_WORLDS: String(worlds),
			MUSTER_CHAOS_FIRST: String(first),
			...(isQuiet ? {} : { MUSTER_CHAOS_LOAD: "1" }),
		},
	});
	return code;
}
