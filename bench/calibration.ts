// Whether the intervals and checks of lift hold what they promise, over simulated campaigns with a known truth. Fails where
// one does not, by bounds that follow from the number of runs.
// npm run bench -- calibration [--runs N] [--json]

import { measureAdjustment } from "@/bench/calibration/measure-adjustment";
import {
	type Cell,
	type Coverage,
	conversionCells,
	measureCoverage,
	valueCells,
} from "@/bench/calibration/measure-coverage";
import {
	measurePeeking,
	type PeekedCell,
	peekedConversionCells,
	peekedValueCells,
} from "@/bench/calibration/measure-peeking";
import { measureSplit } from "@/bench/calibration/measure-split";
import { readNumbers } from "@/bench/support/options";
import { printJson, printTable, rounded } from "@/bench/support/report";

const { runs, json } = readNumbers({ runs: 4000 });
/** Each look computes a whole read-out: a peeked campaign costs as much as hundreds that are read once. */
const peekedRuns = Math.max(50, Math.round(runs / 8));
const splitRuns = runs * 3;
const seedOf = (index: number) => 20_261_130 + 7919 * index;

/** What an interval may cover when it means 95 %: the band of the plan, widened by chance alone where runs are few. */
const band = { low: 0.935, high: 0.965 };
/** Where more campaigns than these are told "unknown", it is chance which: there the share of all told wrong is what counts. */
const leastKnown = 0.97;
/** One-sided 99.9 % normal bound of a share. */
const chanceOf = (share: number, of: number) => 3.09 * Math.sqrt((share * (1 - share)) / of);
const lowest = (of: number) => Math.min(band.low, 0.95 - chanceOf(0.95, of));
const highest = (of: number) => Math.max(band.high, 0.95 + chanceOf(0.95, of));

const faults: string[] = [];
const percent = (share: number) => (Number.isNaN(share) ? "–" : `${rounded(share * 100)}`);
const nameOf = ({ people, held, rate, shape }: PeekedCell) =>
	`${people} people, ${percent(held)} % held out, ${percent(rate)} % convert${shape === null ? "" : `, ${shape}`}`;
const effectOf = ({ more, larger }: Cell) => `×${more} ×${larger}`;

function cover(cells: readonly Cell[], first: number): Coverage[] {
	return cells.map((cell, index) => measureCoverage(cell, runs, seedOf(first + index)));
}

/** Whether the cell is of the stated grid: what is spent at one price, exponential or log-normal up to σ 2. */
const isOfGrid = ({ cell, known }: Coverage) => known >= leastKnown && cell.shape !== "two kinds of buyers";

/** The share furthest from 95 % on the stated grid. */
function worst(found: readonly Coverage[], of: "fixed" | "relative"): number {
	const shares = found.filter(isOfGrid).map((each) => each[of]);
	return shares.reduce(
		(most, share) => (Math.abs(share - 0.95) > Math.abs(most - 0.95) ? share : most),
		0.95,
	);
}

function requireBand(name: string, share: number): void {
	if (share < lowest(runs) || share > highest(runs))
		faults.push(
			`${name} is ${percent(share)} %, outside ${percent(lowest(runs))} to ${percent(highest(runs))} %`,
		);
}

function requireAtMost(name: string, share: number, limit: number, of: number): void {
	const most = limit + chanceOf(limit, of);
	if (share > most) faults.push(`${name} is ${percent(share)} %, above ${percent(most)} %`);
}

const conversions = cover(conversionCells, 0);
const values = cover(valueCells, 100);
console.log(`Coverage of the 95 % interval for one look, ${runs} campaigns each, where it is known (in %):`);
printTable(
	["campaign", "effect", "difference", "relative", "known", "wrong of all"],
	[...conversions, ...values].map(({ cell, fixed, relative, known }) => [
		nameOf(cell),
		effectOf(cell),
		percent(fixed),
		percent(relative),
		percent(known),
		percent(Number.isNaN(fixed) ? 0 : known * (1 - fixed)),
	]),
);
for (const each of values) {
	const { cell, fixed, known } = each;
	if (!isOfGrid(each) && !Number.isNaN(fixed))
		requireAtMost(`${nameOf(cell)}: told wrong`, known * (1 - fixed), 1 - band.low, runs);
}

const peek = (cells: readonly PeekedCell[], first: number) =>
	cells.map((cell, index) => ({ cell, share: measurePeeking(cell, peekedRuns, seedOf(first + index)) }));
const peekedConversions = peek(peekedConversionCells, 200);
const peekedValues = peek(peekedValueCells, 300);
console.log(`\nA/A campaigns called an effect at any hourly look of two weeks, ${peekedRuns} each (in %):`);
printTable(
	["campaign", "called an effect"],
	[...peekedConversions, ...peekedValues].map(({ cell, share }) => [nameOf(cell), percent(share)]),
);

const adjustment = measureAdjustment(Math.min(runs, 500), seedOf(400));
const figures = {
	fixedCoverage: rounded(worst(conversions, "fixed"), 4),
	valueCoverage: rounded(worst(values, "fixed"), 4),
	relativeCoverage: rounded(worst([...conversions, ...values], "relative"), 4),
	peekingFalsePositives: rounded(Math.max(...peekedConversions.map(({ share }) => share)), 4),
	peekingFalsePositivesValue: rounded(Math.max(...peekedValues.map(({ share }) => share)), 4),
	cupedVarianceRemoved: rounded(adjustment.removed, 4),
	srmFalsePositives: rounded(measureSplit(5000, 0, splitRuns, seedOf(500)), 5),
	srmPower20pctLostAt5000: rounded(measureSplit(5000, 0.2, runs, seedOf(501)), 4),
};
requireBand("fixedCoverage", figures.fixedCoverage);
requireBand("valueCoverage", figures.valueCoverage);
requireBand("relativeCoverage", figures.relativeCoverage);
requireAtMost("peekingFalsePositives", figures.peekingFalsePositives, 0.05, peekedRuns);
requireAtMost("peekingFalsePositivesValue", figures.peekingFalsePositivesValue, 0.05, peekedRuns);
requireAtMost("srmFalsePositives", figures.srmFalsePositives, 0.001, splitRuns);
if (Math.abs(figures.cupedVarianceRemoved - 0.49) > 0.03)
	faults.push(`cupedVarianceRemoved is ${figures.cupedVarianceRemoved}, not 0.49`);
if (figures.srmPower20pctLostAt5000 < 0.6)
	faults.push(`srmPower20pctLostAt5000 is ${figures.srmPower20pctLostAt5000}, below 0.6`);
console.log("");
for (const [name, figure] of Object.entries(figures)) console.log(`${name}: ${figure}`);
for (const fault of faults) console.log(`FAULT: ${fault}`);
console.log(faults.length === 0 ? "everything held" : `${faults.length} faults`);
if (json) printJson({ name: "calibration", scale: { runs, peekedRuns, splitRuns }, figures, ratios: {} });
process.exitCode = faults.length === 0 ? 0 : 1;
