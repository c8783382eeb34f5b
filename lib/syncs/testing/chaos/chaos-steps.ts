import fc from "fast-check";
import { type Fault, fault } from "@/lib/destinations/server/sandbox/faults";

const minute = 60_000;
export const people = 8;
const uid = fc.integer({ min: 1, max: people });

/** What happens to people between two runs, or while one waits. */
export type Change =
	| { what: "email"; uid: number; to: number }
	| { what: "plan"; uid: number; to: string }
	| { what: "consent"; uid: number; agrees: boolean; isHeldUp: boolean }
	| { what: "merge"; uid: number; other: number }
	| { what: "erase"; uid: number };

/** What one destination meets in a round. */
export type Turn = {
	faults: Fault[];
	/** Where the process dies, as a part of all it does in a run; null: it lives. */
	dyingAt: number | null;
	diesAfter: boolean;
	isPaused: boolean;
	isPartial: boolean;
	isManual: boolean;
};
export type Round = {
	changes: Change[];
	members: number[];
	/** What happens to people while a run waits to try again. */
	meanwhile: Change[];
	turns: Turn[];
	/** Whether what runs every minute ran after it: erasures, removals, receipts. */
	hasTick: boolean;
	tickDyingAt: number | null;
	minutesLater: number;
};
export type World = { holdoutBp: number; hasBadValue: boolean; rounds: Round[] };

const consent = fc.record({
	what: fc.constant("consent" as const),
	uid,
	agrees: fc.boolean(),
	isHeldUp: fc.boolean(),
});
const erase = fc.record({ what: fc.constant("erase" as const), uid });
const change: fc.Arbitrary<Change> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			what: fc.constant("email" as const),
			uid,
			// Someone else's, or one that nobody had yet.
			to: fc.integer({ min: 1, max: 2 * people }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ what: fc.constant("plan" as const), uid, to: fc.constantFrom("p1", "p2") }),
	},
	{ weight: 3, arbitrary: consent },
	{ weight: 2, arbitrary: fc.record({ what: fc.constant("merge" as const), uid, other: uid }) },
	{ weight: 1, arbitrary: erase },
);

const faultGiven: fc.Arbitrary<Fault> = fc
	.record({
		kind: fc.constantFrom<Fault["kind"]>(
			"throttle",
			"error_500",
			"error_500_after",
			"cut",
			"cut_after",
			"timeout_after",
			"late",
			"duplicate",
			"bad_request",
			"token_expired",
			"too_small",
			"page",
		),
		operation: fc.constantFrom<Fault["operation"]>("create", "add", "add", "remove", "remove"),
		after: fc.integer({ min: 0, max: 1 }),
		times: fc.integer({ min: 1, max: 5 }),
		// Shorter than any network of the sandbox is waited for.
		delayMs: fc.constantFrom(1_000, 50_000),
	})
	.map((given) => fault.parse(given));

const place = fc.integer({ min: 0, max: 999 }).map((permille) => permille / 1_000);
const turn: fc.Arbitrary<Turn> = fc.record({
	faults: fc.array(faultGiven, { maxLength: 2 }),
	dyingAt: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: place }),
	diesAfter: fc.boolean(),
	isPaused: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
	isPartial: fc.integer({ min: 0, max: 2 }).map((one) => one === 0),
	isManual: fc.boolean(),
});

/** A world in which this many destinations live through the same people. */
export function worldOf(destinations: number): fc.Arbitrary<World> {
	const round: fc.Arbitrary<Round> = fc.record({
		changes: fc.array(change, { maxLength: 2 }),
		members: fc.subarray(Array.from({ length: people }, (_, index) => index + 1)),
		meanwhile: fc.array(fc.oneof(consent, erase), { maxLength: 1 }),
		turns: fc.array(turn, { minLength: destinations, maxLength: destinations }),
		hasTick: fc.boolean(),
		tickDyingAt: fc.option(place),
		minutesLater: fc.constantFrom(1, 20, 70, 26 * 60),
	});
	const world = fc.record({
		holdoutBp: fc.constantFrom(2_500, 5_000),
		hasBadValue: fc.boolean(),
		rounds: fc.array(round, { minLength: 2, maxLength: 3 }),
	});
	// Small cases first is for shrinking; here every world is as wild as the next.
	return fc.noBias(world);
}

export const minutes = (count: number): number => count * minute;
