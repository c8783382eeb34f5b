/**
 * The seed of this run's random cases: the same every time, so that a red run is red again; `MUSTER_TEST_SEED=random`
 * looks for new cases, any number repeats a run.
 */
// biome-ignore lint/style/noProcessEnv: the app never reads it
export const testSeed: number = readSeed(process.env.MUSTER_TEST_SEED);

function readSeed(given: string | undefined): number {
	if (given === "random") return Date.now() % 1_000_000_000;
	return given === undefined ? 20_261_122 : Number(given);
}
