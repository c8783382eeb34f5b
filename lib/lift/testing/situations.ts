import type { Verdict } from "@/lib/lift/contracts";
import type { Group, Situation } from "@/lib/lift/testing/build-read-out";

/** A campaign with the answer a growth lead gives on reading it. */
export interface JudgedSituation extends Situation {
	name: string;
	verdict: Verdict["kind"] | readonly Verdict["kind"][];
	/** What the sentence must tell, and what it must not. */
	says?: RegExp;
	neverSays?: RegExp;
}

const group = (people: number, converters: number, worth: number | null = 50, variation = 1): Group => ({
	people,
	converters,
	worth,
	variation,
});
const one = (treated: Group, holdout: Group, holdoutShare = 0.1) => [{ treated, holdout, holdoutShare }];

const bigWin = one(group(9000, 1800), group(1000, 150));
const nothing = one(group(90_000, 18_000), group(10_000, 2000));
const cheaperOrders = one(group(9000, 1800, 5), group(1000, 150, 100));
const flatAtGreatCost = one(group(9000, 1850), group(1000, 200));
const notYet = (people: number): Group => ({ people: 0, converters: 0, worth: 50, open: people });

export const situations: readonly JudgedSituation[] = [
	{
		name: "a large win that pays, ended",
		epochs: bigWin,
		cost: 5000,
		verdict: "expand",
		says: /more than it costs/,
	},
	{
		name: "a win that costs ten times what it brings",
		epochs: bigWin,
		cost: 500_000,
		verdict: "retire",
		says: /works, but costs more than it brings in/,
	},
	{
		name: "clear harm",
		epochs: one(group(9000, 900), group(1000, 150)),
		cost: 5000,
		verdict: "retire",
		says: /reduced|less money/,
	},
	{
		name: "nothing there, large and precise, ended",
		epochs: nothing,
		cost: 5000,
		verdict: "retire",
		says: /no difference worth having/,
	},
	{
		name: "nothing there, precise, while people still enter",
		status: "running",
		canGrow: true,
		epochs: nothing,
		verdict: ["retire", "keep_collecting"],
	},
	{
		name: "too small, ended, undecided",
		epochs: one(group(900, 190), group(100, 20)),
		cost: 500,
		verdict: "inconclusive",
		says: /It would have taken about [\d,]+ people/,
		neverSays: /more days/,
	},
	{
		name: "day 3, no window complete",
		status: "running",
		day: 3,
		canGrow: true,
		epochs: one(notYet(9000), notYet(1000)),
		verdict: "keep_collecting",
		says: /the first are on 15 Mar 2026/,
		neverSays: /\b0 conversions/,
	},
	{
		name: "ended on day 10, windows still open",
		day: 11,
		epochs: one(notYet(9000), notYet(1000)),
		verdict: "keep_collecting",
		says: /15 Mar 2026/,
		neverSays: /ended before|week/,
	},
	{
		name: "a list sent once, all windows complete, still running, undecided",
		status: "running",
		epochs: one(group(9000, 1890), group(1000, 190)),
		cost: 500,
		verdict: "inconclusive",
		says: /No one new enters/,
		neverSays: /more days?\b/,
	},
	{
		name: "running: an interval for one look would exclude zero, one for any look does not",
		status: "running",
		canGrow: true,
		epochs: one(group(9000, 1800), group(1000, 170)),
		cost: 500,
		verdict: "keep_collecting",
		says: /about [\d,]+ more days/,
	},
	{
		name: "more conversions, significantly less revenue, no cost",
		epochs: cheaperOrders,
		verdict: "retire",
		says: /more conversions, but less money/,
	},
	{
		name: "the same with a cost of 1",
		epochs: cheaperOrders,
		cost: 1,
		verdict: "retire",
		says: /it brought in \$126,000 less \(95% interval \$[\d,]+ to \$[\d,]+\)/,
		neverSays: /−\$/,
	},
	{
		name: "conversions undecided, value surely below the cost, ended",
		epochs: flatAtGreatCost,
		cost: 1_000_000,
		verdict: "retire",
		says: /costs more than it brings in/,
	},
	{
		name: "the same while running",
		status: "running",
		canGrow: true,
		epochs: flatAtGreatCost,
		cost: 1_000_000,
		verdict: "retire",
	},
	{
		name: "larger baskets that pay, conversions flat",
		epochs: one(group(9000, 1800, 80, 0.5), group(1000, 200, 40, 0.5)),
		cost: 5000,
		verdict: "expand",
		says: /larger purchases/,
	},
	{
		name: "smaller baskets, conversions flat, no cost",
		epochs: one(group(9000, 1800, 30, 0.5), group(1000, 200, 60, 0.5)),
		verdict: "retire",
		says: /reduced revenue/,
	},
	{
		name: "works by less than the stated bar, and pays many times its cost at best guess",
		epochs: one(group(90_000, 18_900), group(10_000, 2000)),
		cost: 1000,
		effectWorthHaving: 0.05,
		verdict: ["keep", "expand"],
	},
	{
		name: "a broken split beside a large win",
		epochs: one(group(7000, 1800), group(3000, 150)),
		verdict: "invalid",
	},
	{ name: "a broken split among 400", epochs: one(group(300, 120), group(100, 20)), verdict: "invalid" },
	{ name: "50 of 50 people held out", epochs: one(group(0, 0), group(50, 10, 20)), verdict: "invalid" },
	{
		name: "2 % of the holdout was reached",
		epochs: bigWin,
		reached: 20,
		verdict: "invalid",
		says: /20 held-out people/,
	},
	{
		name: "no holdout",
		epochs: one(group(10_000, 2000), group(0, 0), 0),
		verdict: "invalid",
		says: /cannot be known/,
	},
	{
		name: "450 of 4 500 against none of 500, ended",
		epochs: one(group(4500, 450), group(500, 0)),
		verdict: "keep",
		says: /This campaign works/,
	},
	{
		name: "value only, three people a group",
		isValueOnly: true,
		epochs: one(group(3, 3, 11, 0.12), group(3, 3, 2, 0.5), 0.5),
		cost: 1,
		verdict: "inconclusive",
		says: /3 people with a value in the smaller group/,
	},
	{
		name: "a second epoch without a holdout",
		epochs: [
			{ treated: group(9000, 1800), holdout: group(1000, 150) },
			{ treated: group(50_000, 10_000), holdout: group(0, 0), holdoutShare: 0 },
		],
		cost: 1000,
		verdict: ["expand", "keep"],
		says: /speaks of 9,000 treated people; 50,000 others/,
	},
	{
		name: "95 % against 95 %",
		epochs: one(group(9000, 8550), group(1000, 950)),
		verdict: "retire",
		says: /half of what is left to gain/,
	},
	{
		name: "outcomes missing from one group",
		status: "imported",
		epochs: one({ ...group(650, 300), missing: 350 }, group(1000, 200), 0.5),
		verdict: "invalid",
		says: /missing from one group/,
	},
	{
		name: "no one bought anything",
		epochs: one(group(1000, 0), group(100, 0)),
		verdict: "inconclusive",
		says: /0 conversions in the smaller group/,
		neverSays: /\$0/,
	},
	{
		name: "as many outcomes missing from both groups",
		status: "imported",
		epochs: one({ ...group(8910, 1800), missing: 90 }, { ...group(990, 150), missing: 10 }),
		verdict: "keep",
	},
	{
		name: "fewer conversions and surely more revenue than its cost",
		epochs: one(group(9000, 1080, 300, 0.5), group(1000, 150, 100, 0.5)),
		cost: 1000,
		verdict: "change",
		says: /reduced conversions, but brought in more money/,
	},
	{
		name: "a win on the second day",
		status: "running",
		day: 2,
		canGrow: true,
		epochs: bigWin,
		cost: 5000,
		verdict: "keep_collecting",
		says: /Less than one full week/,
	},
	{
		name: "a few conversions, imported long ago",
		status: "imported",
		epochs: one(group(900, 60), group(100, 6)),
		verdict: "inconclusive",
		says: /6 conversions in the smaller group/,
		neverSays: /week/,
	},
	{
		name: "a stated bar that the interval excludes, and nothing shown",
		epochs: one(group(9000, 1800, null), group(1000, 200, null)),
		effectWorthHaving: 0.1,
		verdict: "change",
		says: /less than 10\.0 points, the smallest lift worth acting on/,
	},
	{
		name: "a win of which no value is measured",
		epochs: one(group(9000, 1800, null), group(1000, 150, null)),
		cost: 100,
		verdict: "keep",
		says: /no value is measured/,
	},
];
