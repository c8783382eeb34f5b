import { holdoutChoices } from "@/lib/campaigns/contracts";
import { LEAST_CONVERSIONS } from "@/lib/lift/estimate-metric";
import { countText, shareText } from "@/lib/lift/figures-text";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";
import { detectableDifference } from "@/lib/stats/detectable-difference";

const DAY_MS = 86_400_000;
/** Where nothing better is known: two in a hundred. It is said that it is assumed. */
const ASSUMED_RATE = 0.02;

export interface ForecastFacts {
	asOf: Date;
	/** People who can be reached now; those who reached the goal in the days before, where that could be counted. */
	counts: { people: number } | { people: number; did: number; everyone: number; everyoneDid: number };
	/** How many a draft's own hash holds out; null before there is one. */
	heldOut: number | null;
	holdoutBp: number;
	windowDays: number;
	endsAt: Date | null;
	effectWorthHaving: number | null;
}

/**
 * What a campaign will be able to show with each share held out, counted with the people who are in the segment now. A
 * verdict needs 20 conversions in the smaller group: a share that will not have them can never give an answer.
 */
export function forecastLift(facts: ForecastFacts): LiftForecast {
	const { asOf, counts, windowDays, endsAt } = facts;
	const baseRate = readBaseRate(facts);
	const firstAnswerAt = new Date(asOf.getTime() + windowDays * DAY_MS);
	// A campaign that is over by then is read once; one that runs may be looked at any hour, which needs more.
	const interval = endsAt !== null && endsAt <= firstAnswerAt ? "fixed" : "always_valid";
	const asked = [...new Set<number>([...holdoutChoices, facts.holdoutBp])].sort((a, b) => a - b);
	const shares = asked.map((holdoutBp): ShareForecast => {
		const isExact = holdoutBp === facts.holdoutBp && facts.heldOut !== null;
		const heldOut = isExact ? (facts.heldOut ?? 0) : Math.round((counts.people * holdoutBp) / 10_000);
		const treated = counts.people - heldOut;
		const share = { holdoutBp, treated, heldOut };
		if (holdoutBp === 0) return { ...share, leastLift: null, answer: "no_holdout", peopleNeeded: null };
		const arms = { treated, holdout: heldOut, share: baseRate.rate };
		const leastLift = leastLiftOf(arms, interval);
		return {
			...share,
			leastLift,
			answer: leastLift === null ? "never" : "yes",
			peopleNeeded: hasEnough(arms) ? null : peopleNeeded(baseRate.rate, holdoutBp),
		};
	});
	const worth = {
		effect: facts.effectWorthHaving ?? baseRate.rate / 10,
		isGiven: facts.effectWorthHaving !== null,
	};
	return {
		asOf: asOf.toISOString(),
		people: counts.people,
		baseRate,
		firstAnswerAt: firstAnswerAt.toISOString(),
		worth,
		shares,
		recommendedBp: recommend(shares, worth.effect),
	};
}

type Arms = Parameters<typeof detectableDifference>[0];

function hasEnough({ treated, holdout, share }: Arms): boolean {
	return Math.min(treated, holdout) * share >= LEAST_CONVERSIONS - 1e-9;
}

/** The smallest rise that these groups can show; null where too few will reach the goal for any verdict. */
export function leastLiftOf(arms: Arms, interval: "fixed" | "always_valid"): number | null {
	return hasEnough(arms) ? detectableDifference(arms, interval) : null;
}

function peopleNeeded(rate: number, holdoutBp: number): number {
	const smaller = Math.min(holdoutBp, 10_000 - holdoutBp) / 10_000;
	return Math.ceil(LEAST_CONVERSIONS / (rate * smaller) - 1e-9);
}

function recommend(shares: readonly ShareForecast[], worth: number): number | null {
	const seeing = shares
		.filter(({ holdoutBp }) => holdoutChoices.some((choice) => choice === holdoutBp))
		.flatMap(({ holdoutBp, leastLift }) => (leastLift === null ? [] : [{ holdoutBp, leastLift }]));
	const enough = seeing.find(({ leastLift }) => leastLift <= worth);
	const [most] = seeing.toSorted((a, b) => a.leastLift - b.leastLift);
	return (enough ?? most)?.holdoutBp ?? null;
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
