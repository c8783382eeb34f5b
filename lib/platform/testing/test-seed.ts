/**
 * The seed of this run's random cases: the same every time, so that a red run is red again; `MUSTER_TEST_SEED=random`
 * looks for new cases, any number repeats a run.
 */
export const testSeed: number = readSeed(process.env.MUSTER_TEST_SEED);

function readSeed(given: string | undefined): number {
	if (given === "random") return Date.now() % 1_000_000_000;
	return given === undefined ? 20_261_122 : Number(given);
}

/**
 * Which of the endless random worlds a long proof goes through: the first few, unless `npm run chaos` asks for more. With
 * `MUSTER_CHAOS_LOAD` the cores are kept busy.
 */
const { MUSTER_CHAOS_WORLDS: worlds, MUSTER_CHAOS_FIRST: first, MUSTER_CHAOS_LOAD: load } = process.env;

/** How many cases of one kind: few in `npm test`, and as many as `npm run chaos` asks for. */
export function sized(few: number): number {
	return worlds === undefined ? few : Number(worlds);
}

export const chaos = { worlds: Number(worlds ?? 2), first: Number(first ?? 0), isLoaded: load !== undefined };
