// Page performance as users experience it: each main screen of the demo data, cold, in a real Chromium, with
// the CPU as is and slowed four times. npm run bench -- vitals [--rounds N] [--only home,builder] [--json]
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { measureScreen, type Vitals } from "@/bench/support/measure-screen";
import { median, printJson, printTable, rounded } from "@/bench/support/report";
import { chromiumOptions } from "@/e2e/support/chromium";
import { findMainScreens, type MainScreen } from "@/e2e/support/main-screens";
import { baseUrl, demoVisitor } from "@/e2e/support/workspace";

/** A page's performance budget. */
const budgets = { lcpMs: 1000, lcp4xMs: 2500, inpMs: 100, inp4xMs: 200, cls: 0.01, scriptKb: 250 };

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "3" },
		only: { type: "string" },
		json: { type: "boolean", default: false },
	},
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds must be a whole number from 1");
const only = values.only?.split(",");

type Visit = Vitals & { element: string };
type Figures = Record<keyof typeof budgets, number>;
const names = Object.keys(budgets) as (keyof Figures)[];

const visitor = await demoVisitor();
const all = await findMainScreens(visitor);
const unknown = only?.filter((name) => !all.some((screen) => screen.name === name)) ?? [];
if (unknown.length > 0)
	throw new Error(`There is no screen ${unknown.join(", ")}: ${all.map(({ name }) => name).join(", ")}`);
const screens = all.filter(({ name }) => only?.includes(name) ?? true);

const browser = await chromium.launch(chromiumOptions);
const measure = (screen: MainScreen, slowdown: number) =>
	measureScreen(browser, { baseUrl, visitor, screen, slowdown });

/**
 * The server loads a page's code at its first visit, which is not what is measured: all pages are visited
 * first, in parallel.
 */
async function warmUp(): Promise<void> {
	const waiting = [...screens];
	const work = async () => {
		for (let screen = waiting.shift(); screen; screen = waiting.shift()) await measure(screen, 1);
	};
	await Promise.all(Array.from({ length: 4 }, work));
}

const rows: { name: string; element: string; figures: Figures }[] = [];
try {
	await warmUp();
	for (const screen of screens) {
		const usual: Visit[] = [];
		const slow: Visit[] = [];
		for (let round = 0; round < rounds; round++) {
			usual.push(await measure(screen, 1));
			slow.push(await measure(screen, 4));
		}
		const middle = (visits: Vitals[], name: keyof Vitals) => median(visits.map((one) => one[name]));
		console.log(
			`${screen.name}: ${Math.round(middle(usual, "lcpMs"))} ms, slowed ${Math.round(middle(slow, "lcpMs"))} ms`,
		);
		const worst = (name: keyof Vitals) => Math.max(...[...usual, ...slow].map((one) => one[name]));
		rows.push({
			name: screen.name,
			element: usual[0]?.element ?? "",
			figures: {
				lcpMs: rounded(middle(usual, "lcpMs"), 0),
				lcp4xMs: rounded(middle(slow, "lcpMs"), 0),
				inpMs: rounded(middle(usual, "inpMs"), 0),
				inp4xMs: rounded(middle(slow, "inpMs"), 0),
				cls: rounded(worst("cls"), 4),
				scriptKb: rounded(worst("scriptBytes") / 1000),
			},
		});
	}
} finally {
	await browser.close();
}

const figures = Object.fromEntries(
	names.map((name) => [name, Math.max(...rows.map((row) => row.figures[name]))]),
) as Figures;
console.log(
	`\nmedians of ${rounds} cold visits; shifts and script are the worst of all visits; * is over its budget\n`,
);
const cell = (name: keyof Figures, value: number) => `${value}${value > budgets[name] ? " *" : "  "}`;
printTable(
	["screen", ...names, "largest paint"],
	[
		...rows.map((row) => [
			row.name,
			...names.map((name) => cell(name, row.figures[name])),
			row.element.slice(-48),
		]),
		["worst", ...names.map((name) => cell(name, figures[name])), ""],
		["budget", ...names.map((name) => `${budgets[name]}  `), ""],
	],
);
if (values.json) {
	const { length } = screens;
	printJson({
		name: "vitals",
		scale: { screens: length, rounds },
		figures,
		ratios: Object.fromEntries(names.map((name) => [name, rounded(figures[name] / budgets[name], 3)])),
	});
}
process.exit(0);
