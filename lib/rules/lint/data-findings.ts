import { aggregateOf, unitMs } from "@/lib/rules/catalog";
import { matchesNothing } from "@/lib/rules/compile/compile-aggregate";
import { describeDuration } from "@/lib/rules/describe/describe-parts";
import type { LintFacts } from "@/lib/rules/lint/lint-facts";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import { leavesOf, replaceAt } from "@/lib/rules/lint/walk-rule";
import { readComparison } from "@/lib/rules/read-comparison";
import type { EventLeaf, RuleNode, SegmentRule, SessionLeaf } from "@/lib/rules/rule";
import { shiftInstant } from "@/lib/rules/window";

const quietDays = 30;
const smallShare = 0.01;
const largeShare = 0.5;
export const nearlySame = 0.95;
const maxDailyTurnover = 0.25;

/** What the workspace's data shows about a rule that is valid in itself. */
export function dataFindings(rule: SegmentRule, facts: LintFacts): LintFinding[] {
	return [
		...quietEvents(rule, facts),
		...newcomerFindings(rule, facts),
		...rankFindings(rule, facts),
		...sizeFindings(facts),
		...similarFindings(facts),
		...churnFindings(facts),
	];
}

function quietEvents(rule: SegmentRule, { lastSeen, asOf }: LintFacts): LintFinding[] {
	return leavesOf(rule).flatMap(({ leaf, path }) =>
		eventsOf(leaf).flatMap((event): LintFinding[] => {
			const at = lastSeen.get(event);
			if (at === undefined || asOf - at <= quietDays * unitMs.days) return [];
			const ago = Math.floor((asOf - at) / unitMs.days);
			return [{ path, severity: "warning", message: `${event} was last sent ${ago} days ago.` }];
		}),
	);
}

function eventsOf(leaf: RuleNode): string[] {
	if (leaf.kind === "event") return [leaf.field];
	if (leaf.kind === "sequence") return [...new Set(leaf.steps.map(({ event }) => event))];
	if (leaf.kind === "feature") return [...new Set(leaf.events.map(({ event }) => event))];
	return leaf.kind === "trend" ? [leaf.event] : [];
}

/** Conditions that people meet by not having done something for so long, with the instant that long ago. */
export function absencesOf(
	rule: SegmentRule,
	{ asOf, timeZone }: { asOf: number; timeZone: string },
): { leaf: EventLeaf; path: number[]; since: number }[] {
	return leavesOf(rule).flatMap(({ leaf, path, parent }) => {
		if (leaf.kind !== "event" || leaf.window.kind !== "last" || parent.not) return [];
		if (aggregateOf(leaf.aggregate.kind).ofNothing !== "zero") return [];
		const read = readComparison({ type: "number", operator: leaf.operator, value: leaf.value }, timeZone);
		if (!read.ok || !matchesNothing(leaf.aggregate, read.comparison)) return [];
		return [{ leaf, path, since: shiftInstant(asOf, leaf.window, -1, timeZone) }];
	});
}

/** Someone who came yesterday did nothing last month either; seldom are they meant. */
function newcomerFindings(rule: SegmentRule, facts: LintFacts): LintFinding[] {
	return absencesOf(rule, facts).flatMap(({ leaf, path }): LintFinding[] => {
		const count = facts.newcomers.get(path.join()) ?? 0;
		if (count === 0 || leaf.window.kind !== "last") return [];
		const { amount, unit } = leaf.window;
		const time = describeDuration(leaf.window);
		const wasThere: SessionLeaf = {
			kind: "session",
			field: "session",
			measure: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "before", amount, unit },
		};
		return [
			{
				path,
				severity: "warning",
				message: `This also takes in ${people(count)} first seen less than ${time} ago, too new to have qualified.`,
				fix: {
					label: `Only people who were active more than ${time} ago`,
					rule: replaceAt(rule, path, (node) => ({ combinator: "and", rules: [node, wasThere] })),
				},
			},
		];
	});
}

function rankFindings(rule: SegmentRule, { traitHolders, sizes }: LintFacts): LintFinding[] {
	return leavesOf(rule).flatMap(({ leaf, path }): LintFinding[] => {
		if (leaf.kind !== "rank" || leaf.by.kind !== "trait" || !sizes || sizes.base === 0) return [];
		const holders = traitHolders.get(leaf.by.trait);
		if (holders === undefined || holders / sizes.base >= 0.5) return [];
		return [
			{
				path,
				severity: "warning",
				message: `Only ${percent(holders / sizes.base)} of people have ${leaf.by.trait}: the others have no rank.`,
			},
		];
	});
}

function sizeFindings({ sizes, minimums }: LintFacts): LintFinding[] {
	if (!sizes || sizes.base === 0) return [];
	const { total, known, base, knownBase } = sizes;
	const found: LintFinding[] = [];
	const tell = (severity: LintFinding["severity"], message: string) =>
		found.push({ path: [], severity, message });
	if (total === 0) tell("warning", "No one matches at present.");
	else if (knownBase > 0 && known / knownBase < smallShare) {
		tell("info", `${percent(known / knownBase)} of the people with a known identity: a very small audience.`);
	}
	if (total / base > largeShare) {
		tell("info", `${percent(total / base)} of everyone: an audience this wide is hardly a segment.`);
	}
	for (const { name, minimum } of minimums) {
		if (total > 0 && known < minimum) {
			tell(
				"warning",
				`${name} delivers to audiences from ${people(minimum)} on; ${people(known)} here can be sent.`,
			);
		}
	}
	return found;
}

function similarFindings({ similar }: LintFacts): LintFinding[] {
	return similar.map(({ name, jaccard }) => ({
		path: [],
		severity: "info",
		message:
			jaccard === 1
				? `The same people as “${name}”.`
				: `Almost the same people as “${name}”: ${percent(jaccard)} of the people in either are in both.`,
	}));
}

function churnFindings({ churn }: LintFacts): LintFinding[] {
	if (!churn || churn.size === 0) return [];
	const daily = churn.moved / 2 / churn.days / churn.size;
	if (daily <= maxDailyTurnover) return [];
	return [
		{
			path: [],
			severity: "warning",
			message: `On an average day of the last ${churn.days}, ${percent(daily)} of its people were replaced: a daily sync would always lag behind.`,
		},
	];
}

function people(count: number): string {
	return count === 1 ? "1 person" : `${count.toLocaleString("en-US")} people`;
}

function percent(share: number): string {
	const digits = share >= 0.1 ? 0 : 1;
	return `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: digits })}%`;
}
