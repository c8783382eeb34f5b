import type { LiftReadOut } from "@/lib/lift/contracts";
import { mayCountAnybody, requireLargeGroups, smallestShownGroup } from "@/lib/workspaces/people-count";
import type { Role } from "@/lib/workspaces/policy";

type Arms = { treated: { people: number }; holdout: { people: number } };

/**
 * Sentences of checks that count individual people; roles that may not see people get the finding without the
 * number.
 */
const withoutCounts: Partial<Record<LiftReadOut["health"][number]["name"], string>> = {
	leak: "Held-out people were reached anyway.",
	merges: "People turned out to be one person in both groups; each stays where they were put first.",
	times: "People were assigned, or outcomes recorded, at times that cannot be right.",
	values: "Outcomes carry numbers beyond any possible value and are left out.",
};

/**
 * A read-out as the actor may see it. One with a group of a few people is refused whole, because its results
 * could be one person's actions; `isSplit`: whether anyone was to be held out, so that an empty holdout is no
 * secret.
 */
export function maskReadOut(
	asker: { actor: { role: Role } },
	read: LiftReadOut,
	{ isSplit }: { isSplit: boolean },
): LiftReadOut {
	if (mayCountAnybody(asker)) return read;
	const { treated, treatedOpen, holdout, holdoutOpen } = read.people;
	const armsOf = ({ treated: one, holdout: other }: Arms) => [
		one.people,
		...(isSplit || other.people > 0 ? [other.people] : []),
	];
	const whole = { treated: { people: treated + treatedOpen }, holdout: { people: holdout + holdoutOpen } };
	requireLargeGroups(asker, [
		...armsOf(whole),
		// Before a window is complete no one is measured yet; from the first one on, a few could be.
		...read.metrics.flatMap(armsOf).filter((people) => people > 0),
		// The verdict tells how many the difference does not speak of.
		...read.metrics.map(({ leftOut }) => leftOut).filter((people) => people > 0),
	]);
	const health = read.health.map((check) =>
		check.state === "good" ? check : { ...check, sentence: withoutCounts[check.name] ?? check.sentence },
	);
	// The verdict repeats the checks' sentences.
	const sentence = health.reduce(
		(text, check, index) => text.replace(read.health[index]?.sentence ?? "", () => check.sentence),
		read.verdict.sentence,
	);
	const isLarge = (arms: Arms) => armsOf(arms).every((people) => people >= smallestShownGroup);
	// One person's value, and epochs that a few people entered.
	const withoutOnes = (metric: LiftReadOut["metrics"][number]) => ({
		...metric,
		dominant: null,
		epochs: metric.epochs.filter(isLarge),
	});
	const withoutFew = <Figures extends Pick<LiftReadOut, "metrics" | "series">>(
		figures: Figures,
	): Figures => ({
		...figures,
		metrics: figures.metrics.map(withoutOnes),
		series: figures.series.known
			? {
					known: true,
					figure: figures.series.figure.map((one) => ({ ...one, points: one.points.filter(isLarge) })),
				}
			: figures.series,
	});
	// What one variant hides, the others would tell.
	const variants =
		read.variants?.rows.every(({ metric }) => isLarge(metric)) === true
			? {
					...read.variants,
					rows: read.variants.rows.map((row) => ({ ...row, metric: withoutOnes(row.metric) })),
				}
			: null;
	const slices =
		read.slices?.known && !read.slices.figure.rows.every(({ metric }) => isLarge(metric))
			? {
					known: false as const,
					reason: `Some of these groups have fewer than ${smallestShownGroup} people. Your role is shown larger groups only.`,
				}
			: read.slices?.known
				? {
						known: true as const,
						figure: {
							...read.slices.figure,
							rows: read.slices.figure.rows.map((row) => ({ ...row, metric: withoutOnes(row.metric) })),
						},
					}
				: read.slices;
	return {
		...withoutFew(read),
		slices,
		variants,
		adjusted: read.adjusted.known ? { known: true, figure: withoutFew(read.adjusted.figure) } : read.adjusted,
		outlook: maskOutlook(read.outlook, treated + treatedOpen + holdout + holdoutOpen),
		health,
		verdict: { ...read.verdict, sentence },
	};
}

/** A rate based on a few people reveals theirs. */
function maskOutlook(outlook: LiftReadOut["outlook"], people: number): LiftReadOut["outlook"] {
	const did = (outlook?.baseRate ?? 0) * people;
	const isLarge = did >= smallestShownGroup && people - did >= smallestShownGroup;
	return outlook === null || isLarge ? outlook : { ...outlook, baseRate: null, leastLift: null };
}
