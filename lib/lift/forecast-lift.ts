import { alphaOf } from "@/lib/campaigns/confidence";
import { holdoutChoices } from "@/lib/campaigns/contracts";
import { heldOutOf } from "@/lib/holdouts/assign-arm";
import { countText } from "@/lib/kernel/number-text";
import { defaultWorth } from "@/lib/lift/effect-worth";
import { LEAST_CONVERSIONS } from "@/lib/lift/estimate-metric";
import { shareText } from "@/lib/lift/figures-text";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";
import type { LiftObstacle } from "@/lib/lift/lift-obstacle";
import { detectableDifference, leastHoldout } from "@/lib/stats/detectable-difference";

const DAY_MS = 86_400_000;
/** Nobody plans for longer. */
const MOST_DAYS = 365;
/** Shares of the curve: every percent to 10, then every two and a half to half. */
const curveBps = [
	...Array.from({ length: 10 }, (_, i) => (i + 1) * 100),
	...Array.from({ length: 16 }, (_, i) => 1250 + i * 250),
];
/** Used when nothing better is known: two in a hundred. The forecast states that it is an assumption. */
const ASSUMED_RATE = 0.02;

export interface ForecastFacts {
	asOf: Date;
	/**
	 * People who can be reached now; those who reached the goal in the preceding days, if that could be
	 * counted.
	 */
	counts: { people: number } | { people: number; did: number; everyone: number; everyoneDid: number };
	/** People who can be reached and enter in a day; null where that is not known. */
	enteringPerDay: number | null;
	holdoutBp: number;
	windowDays: number;
	/** Percent. */
	confidence: number;
	endsAt: Date | null;
	effectWorthHaving: number | null;
	/** Of its variants: percent of the treated people each gets. */
	variantWeights: readonly number[];
}

/**
 * What a campaign will be able to show with each share held out, counted with the people who are in the segment now. A
 * verdict needs 20 conversions in the smaller group: a share that will not have them can never give an answer.
 */
export function forecastLift(facts: ForecastFacts): LiftForecast {
	const { asOf, counts, windowDays, endsAt, enteringPerDay } = facts;
	const alpha = alphaOf(facts.confidence);
	const baseRate = readBaseRate(facts);
	const firstAnswerAt = new Date(asOf.getTime() + windowDays * DAY_MS);
	// A campaign that is over by then is read once; a running one may be read at any time, which needs more.
	const interval = endsAt !== null && endsAt <= firstAnswerAt ? "fixed" : "always_valid";
	const worth = {
		effect: facts.effectWorthHaving ?? defaultWorth(baseRate.rate, true),
		isGiven: facts.effectWorthHaving !== null,
	};
	const leastOf = (people: number, holdoutBp: number): number | null => {
		const holdout = heldOutOf(people, holdoutBp);
		return findLeastLift({ treated: people - holdout, holdout, share: baseRate.rate }, interval, alpha)
			.leastLift;
	};
	const countDays = (holdoutBp: number): number | null => {
		const shows = (days: number) => {
			// Who enters on a day counts a window later.
			const people = counts.people + Math.floor((enteringPerDay ?? 0) * (days - windowDays));
			return (leastOf(people, holdoutBp) ?? Number.POSITIVE_INFINITY) <= worth.effect;
		};
		if (shows(windowDays)) return windowDays;
		const last = windowDays + MOST_DAYS;
		if (!shows(last)) return null;
		let [unseen, seen] = [windowDays, last];
		while (seen - unseen > 1) {
			const middle = Math.floor((unseen + seen) / 2);
			if (shows(middle)) seen = middle;
			else unseen = middle;
		}
		return seen;
	};
	const requestedBps = [...new Set<number>([...holdoutChoices, facts.holdoutBp])].sort((a, b) => a - b);
	const shares = requestedBps.map((holdoutBp): ShareForecast => {
		const heldOut = heldOutOf(counts.people, holdoutBp);
		const treated = counts.people - heldOut;
		const share = {
			holdoutBp,
			treated,
			heldOut,
			variants: findVariantLifts(
				{ treated, heldOut, rate: baseRate.rate, weights: facts.variantWeights },
				interval,
				alpha,
			),
		};
		if (holdoutBp === 0)
			return {
				...share,
				leastLift: null,
				obstacle: null,
				answer: "no_holdout",
				peopleNeeded: null,
				daysToWorth: null,
			};
		const arms = { treated, holdout: heldOut, share: baseRate.rate };
		const least = findLeastLift(arms, interval, alpha);
		const daysToWorth = countDays(holdoutBp);
		if (least.leastLift !== null)
			return { ...share, ...least, answer: "yes", peopleNeeded: null, daysToWorth };
		return {
			...share,
			...least,
			answer: "never",
			peopleNeeded: countNeeded(baseRate.rate, holdoutBp / 10_000, interval, alpha),
			daysToWorth,
		};
	});
	return {
		asOf: asOf.toISOString(),
		people: counts.people,
		baseRate,
		firstAnswerAt: firstAnswerAt.toISOString(),
		worth,
		enteringPerDay,
		shares,
		curve: curveBps.map((holdoutBp) => ({ holdoutBp, leastLift: leastOf(counts.people, holdoutBp) })),
		recommendedBp: recommend(shares),
	};
}

type Arms = Parameters<typeof detectableDifference>[0];

type Least = { leastLift: number; obstacle: null } | { leastLift: null; obstacle: LiftObstacle };

/** The smallest increase that these groups can show, or why they can show none. */
export function findLeastLift(arms: Arms, interval: "fixed" | "always_valid", alpha: number): Least {
	const none = (obstacle: LiftObstacle): Least => ({ leastLift: null, obstacle });
	if (arms.share >= 1) return none("all_convert");
	if (Math.min(arms.treated, arms.holdout) < leastArm(arms.share)) return none("few_conversions");
	const leastLift = detectableDifference(arms, interval, alpha);
	return leastLift === null ? none("few_held_out") : { leastLift, obstacle: null };
}

/**
 * What shows of variants whichever of them it is: of the smallest variants, at the first and strictest level of Holm's procedure
 * over as many comparisons as the read-out makes.
 */
function findVariantLifts(
	{
		treated,
		heldOut,
		rate,
		weights,
	}: { treated: number; heldOut: number; rate: number; weights: readonly number[] },
	interval: "fixed" | "always_valid",
	alpha: number,
): ShareForecast["variants"] {
	const sizes = weights
		.filter((weight) => weight > 0)
		.map((weight) => Math.floor((treated * weight) / 100))
		.sort((a, b) => a - b);
	const [smallest, second] = sizes;
	if (smallest === undefined || second === undefined) return null;
	const leastOf = (one: number, other: number, comparisons: number) =>
		findLeastLift({ treated: one, holdout: other, share: rate }, interval, alpha / comparisons).leastLift;
	const pairs = (sizes.length * (sizes.length - 1)) / 2;
	return {
		againstHoldout: leastOf(smallest, heldOut, sizes.length),
		betweenTwo: leastOf(smallest, second, pairs),
	};
}

/** People one group needs for enough conversions for a verdict. */
function leastArm(rate: number): number {
	return Math.ceil((LEAST_CONVERSIONS - 1e-9) / rate);
}

/** People who would be enough for an answer, more than there are; null where no number is. */
function countNeeded(
	share: number,
	holdoutShare: number,
	interval: "fixed" | "always_valid",
	alpha: number,
): number | null {
	const shown = leastHoldout(share, interval, alpha);
	if (shown === null) return null;
	const enough = (needed: number, ofAll: number) => Math.ceil(needed / ofAll - 1e-9);
	return Math.max(
		enough(Math.max(leastArm(share), shown), holdoutShare),
		enough(leastArm(share), 1 - holdoutShare),
	);
}

/** The offered share that gets there soonest, of several the smallest; else the one that shows the least lift. */
function recommend(shares: readonly ShareForecast[]): number | null {
	const offered = shares.filter(({ holdoutBp }) => holdoutChoices.some((choice) => choice === holdoutBp));
	const soonest = offered
		.flatMap(({ holdoutBp, daysToWorth }) => (daysToWorth === null ? [] : [{ holdoutBp, daysToWorth }]))
		.sort((a, b) => a.daysToWorth - b.daysToWorth || a.holdoutBp - b.holdoutBp);
	const most = offered
		.flatMap(({ holdoutBp, leastLift }) => (leastLift === null ? [] : [{ holdoutBp, leastLift }]))
		.sort((a, b) => a.leastLift - b.leastLift);
	return (soonest[0] ?? most[0])?.holdoutBp ?? null;
}

function readBaseRate({ counts, windowDays }: ForecastFacts): LiftForecast["baseRate"] {
	const days = `${windowDays} ${windowDays === 1 ? "day" : "days"}`;
	if (!("did" in counts))
		return {
			rate: ASSUMED_RATE,
			source: "assumed",
			reason: `The warehouse did not count the goal in time; ${shareText(ASSUMED_RATE)} is assumed.`,
		};
	if (counts.did > 0 && counts.people > 0)
		return { rate: counts.did / counts.people, source: "segment", reason: null };
	const none = `No one in the segment reached the goal in the last ${days}`;
	if (counts.everyoneDid > 0 && counts.everyone > 0) {
		const rate = counts.everyoneDid / counts.everyone;
		return {
			rate,
			source: "everyone",
			reason: `${none}; the ${shareText(rate)} of all ${countText(counts.everyone)} people who did are taken instead.`,
		};
	}
	return {
		rate: ASSUMED_RATE,
		source: "assumed",
		reason: `${none}, nor did anyone else; ${shareText(ASSUMED_RATE)} is assumed.`,
	};
}
