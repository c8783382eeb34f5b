import { writeFileSync } from "node:fs";
import path from "node:path";
import { testSeed } from "@/lib/platform/testing/test-seed";

/** Tells `npm run chaos` how many schedules a file lived through, with which destinations. */
export function reportChaos(
	name: string,
	{ schedules, destinations }: { schedules: number; destinations: readonly string[] },
): void {
	const { MUSTER_CHAOS_REPORTS: folder } = process.env;
	if (folder === undefined) return;
	writeFileSync(
		path.join(folder, `${name}.json`),
		JSON.stringify({ schedules, destinations, seed: testSeed }),
	);
}
