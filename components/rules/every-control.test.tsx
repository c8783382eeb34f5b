// @vitest-environment happy-dom
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { EditRule, problemsOf } from "@/components/rules/testing/edit-rule";
import { everyCondition } from "@/components/rules/testing/every-condition";
import { shopNames } from "@/components/rules/testing/in-builder";
import type { RuleDraft } from "@/components/rules/use-rule-draft";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { dayStyle } from "@/components/ui/day-style";
import { readTypedDay } from "@/lib/kernel/typed-day";
import { readTypedNumber, readTypedNumbers, unreadListText, unreadText } from "@/lib/kernel/typed-number";
import { plainNumber } from "@/lib/rules/describe/describe-parts";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import type { LeafKindName, RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

const draftKey = "every control";
const names = {
	segment: (id: string) => shopNames.segments.find((each) => each.id === id)?.name,
	list: (id: string) => shopNames.lists.find((each) => each.id === id)?.name,
	campaign: () => undefined,
};

beforeEach(() => {
	window.localStorage.clear();
	answerApi({
		"GET /campaigns": { items: [], nextCursor: null },
		"GET /catalog/values": { values: [] },
		"GET /catalog/properties": { events: 0, properties: [] },
	});
});

type Opened = ReturnType<typeof open>;

function open(first: SegmentRule) {
	let draft: RuleDraft | undefined;
	const view = mount(<EditRule first={first} draftKey={draftKey} onDraft={(next) => (draft = next)} />);
	return {
		...view,
		rule: () => {
			if (!draft) throw new Error("nothing is drawn");
			return draft.rule;
		},
	};
}

/** One control with what it shows. */
type Shown = { label: string; element: Element; says: string; means: unknown };
/** What is compared with what a reload shows: "50 %" in a percent field is 50. */
const compared = ({ label, means }: Shown) => [
	label,
	typeof means === "string" ? means.replace(/\s*%\s*$/, "") : String(means),
];

function shownIn(container: HTMLElement): Shown[] {
	const found = container.querySelectorAll(
		"input:not([aria-hidden]), select, textarea, button[aria-pressed], button[aria-label]",
	);
	return [...found].map((element) => {
		const label = element.getAttribute("aria-label") ?? element.closest("label")?.textContent ?? "";
		if (element instanceof HTMLSelectElement)
			return { label, element, says: element.value, means: element.value };
		if (element instanceof HTMLInputElement && element.type === "checkbox")
			return { label, element, says: String(element.checked), means: element.checked };
		if (element instanceof HTMLInputElement) {
			const { value } = element;
			const means = isNumber(element)
				? (readTypedNumber(value) ?? value)
				: isNumbers(element)
					? (readTypedNumbers(value) ?? value)
					: isDay(element)
						? (readTypedDay(value, dayStyle()) ?? value)
						: value;
			return { label, element, says: value, means };
		}
		const pressed = element.getAttribute("aria-pressed") ?? "";
		return { label, element, says: pressed, means: `${label} ${pressed}` };
	});
}

const isNumber = (element: Element) => element.hasAttribute("inputmode");
const isDay = (element: Element) => element.hasAttribute("aria-keyshortcuts");
const isNumbers = (element: Element) => element.getAttribute("placeholder") === "1, 2, 3";

/** Shows the same as after a reload, or in another tab. */
function expectSameAfterReload({ container, rule }: Opened, first: SegmentRule): void {
	const shown = shownIn(container);
	if (isCountedAsZero(rule(), shown)) return;
	const again = open(first);
	expect(withoutIds(again.rule())).toEqual(withoutIds(rule()));
	expect(shownIn(again.container).map(compared)).toEqual(shown.map(compared));
	again.unmount();
}

/**
 * What is shown is what is stored and what the sentence says; an invalid value is shown as typed, and
 * reported.
 */
function expectTruth({ container, rule }: Opened): void {
	const stored = rule();
	const shown = shownIn(container);
	const sentence = describeRule(stored, names);
	const problems = problemsOf(stored);

	// A trend is shown in percent, and worded as what it is divided by.
	const isShare = stored.rules.some((node) => node.kind === "trend" && node.compared === "ratio");
	for (const { element, says, means: read, label } of shown) {
		if (!(element instanceof HTMLInputElement) || element.type === "checkbox") continue;
		const means = isShare && isNumber(element) ? (readTypedNumber(says.replace("%", "")) ?? says) : read;
		const isUnread = (isNumber(element) || isNumbers(element)) && typeof means === "string";
		const isNoDay = isDay(element) && (says === "" || readTypedDay(says, dayStyle()) === null);
		if (isNoDay) {
			expect(sentence).toContain(says.trim() === "" ? "…" : says.trim());
			expect(problems).not.toEqual([]);
			expect(element.getAttribute("aria-invalid"), label).toBe("true");
			// One of two is enough.
			const messages = problems.map(({ message }) => message);
			expect(messages.some((message) => container.textContent?.includes(message))).toBe(true);
		} else if (isUnread) {
			expect(sentence, `${label} is ${JSON.stringify(says)}`).toContain("…");
			expect(problems).not.toEqual([]);
			if (says !== "") expect(element.getAttribute("aria-invalid"), label).toBe("true");
			if (says.trim() !== "" && isNumber(element)) expect(container.textContent).toContain(unreadText(says));
			if (says.trim() !== "" && isNumbers(element))
				expect(container.textContent).toContain(unreadListText(says));
		} else if (typeof means === "number") {
			const isSaid = [means, isShare ? Number(`${means}e-2`) : means].some((each) =>
				sentence.includes(plainNumber(each)),
			);
			// "once", "in the last day", "with no": words instead of 0 and 1.
			if (!isSaid && means !== 0 && means !== 1) {
				// An hour that does not exist is worded as is, or not at all.
				expect(problems, `${label}: ${means} in ${sentence}`).not.toEqual([]);
				expect(sentence.includes("…") || sentence.includes(String(means))).toBe(true);
			}
		} else if (Array.isArray(means)) {
			if (means.length <= 6) for (const each of means) expect(sentence).toContain(plainNumber(each));
		} else if (says.trim() !== "") {
			expect(sentence).toContain(means);
		}
	}
}

/** "Exactly 0 times" stays as it was typed until the page is opened again, when it reads "with no". */
function isCountedAsZero(rule: SegmentRule, shown: readonly Shown[]): boolean {
	return (
		describeRule(rule).includes("with no") &&
		shown.some(({ label }) => label === "How many times") &&
		rule.rules.some((node) => node.kind === "event" && node.operator === "equals" && node.value === 0)
	);
}

const keys = [
	..."0123456789",
	..."05.-,x% e",
	"{Backspace}",
	"{Backspace}",
	"{Delete}",
	"{ArrowLeft}",
	"{ArrowRight}",
	"{ArrowUp}",
	"{ArrowDown}",
	"{Home}",
	"{Escape}",
	"{Tab}",
];
const pasted = [
	"2026-01-15",
	"3/4/2026",
	"13 Jan 2026",
	"31.12.2026",
	"3/4/26",
	"2026-02-30",
	"1 000",
	"12,5",
	"12,5,3",
	"1 00",
	"x",
	"−5",
	"1\n2\n3",
	"1,234",
	"a, b",
	"0.07",
	"50 %",
];

type Step =
	| { do: "type"; at: number; keys: string[] }
	| { do: "paste"; at: number; text: string }
	| { do: "press"; at: number; option: number }
	| { do: "undo" | "redo" | "reload" };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			do: fc.constant("type" as const),
			at: fc.nat(20),
			keys: fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 5 }),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant("paste" as const),
			at: fc.nat(20),
			text: fc.constantFrom(...pasted),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({ do: fc.constant("press" as const), at: fc.nat(40), option: fc.nat(30) }),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom({ do: "undo" as const }, { do: "redo" as const }, { do: "reload" as const }),
	},
);

function pick<T>(items: readonly T[], at: number): T | undefined {
	return items[at % Math.max(1, items.length)];
}

async function takeSteps(first: SegmentRule, steps: readonly Step[]): Promise<void> {
	window.localStorage.clear();
	let opened = open(first);
	const check = () => expectTruth(opened);
	check();
	expectSameAfterReload(opened, first);
	for (const each of steps) {
		const { container, user } = opened;
		switch (each.do) {
			case "type": {
				const fields = [
					...container.querySelectorAll<HTMLInputElement>("input:not([type=checkbox], [aria-hidden])"),
				];
				const field = pick(fields, each.at);
				if (!field) break;
				await user.click(field);
				for (const key of each.keys) {
					await user.keyboard(key);
					check();
				}
				break;
			}
			case "paste": {
				const fields = [...container.querySelectorAll<HTMLInputElement>("input[type=text]")];
				const field = pick(fields, each.at);
				if (!field) break;
				await user.click(field);
				field.select();
				await user.paste(each.text);
				break;
			}
			case "press": {
				const pressed = pick(
					[
						...container.querySelectorAll<HTMLElement>(
							"select, input[type=checkbox], button[aria-pressed], button[aria-label^=Remove], button[aria-label^=Move]",
						),
					],
					each.at,
				);
				if (pressed instanceof HTMLSelectElement) {
					const option = pick([...pressed.options], each.option);
					if (option) await user.selectOptions(pressed, option);
				} else if (pressed) await user.click(pressed);
				break;
			}
			case "undo":
				await user.keyboard("{Control>}z{/Control}");
				break;
			case "redo":
				await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
				break;
			case "reload":
				opened.unmount();
				opened = open(first);
		}
		check();
		expectSameAfterReload(opened, first);
	}
	opened.unmount();
}

/** A negative number in each field: a lost sign is found whatever the random values are. */
const minusEverywhere = [0, 1, 2, 3].map((at): Step => ({ do: "paste", at, text: "-5" }));

const ruleOf = (...rules: RuleLeaf[]): SegmentRule => ({ id: "root", combinator: "and", rules });

describe("what a control shows is what is stored and worded, after every key", () => {
	// Safe because the record has exactly the kinds.
	const kinds = Object.keys(everyCondition) as LeafKindName[];
	it.each(kinds)("of %s", async (kind) => {
		for (const leaf of everyCondition[kind])
			await takeSteps(ruleOf({ ...leaf, id: "leaf" }), minusEverywhere);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...everyCondition[kind]),
				fc.array(step, { minLength: 1, maxLength: 6 }),
				async (leaf, steps) => takeSteps(ruleOf({ ...leaf, id: "leaf" }), steps),
			),
			{ numRuns: 8 },
		);
	});
});

/** Names that controls have in the source, as patterns: what is inserted at render may be anything. */
function namesInSource(folder: string): { name: string; pattern: RegExp }[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(".tsx") && !entry.name.includes(".test."))
		.flatMap((entry) => {
			const source = readFileSync(path.join(folder, entry.name), "utf8");
			const given = source.matchAll(
				/\b(?:aria-label|label|fromLabel|toLabel|unitLabel)=(?:"([^"]+)"|\{([^\n]*)\}$)/gm,
			);
			return [...given].flatMap(([, plain, expression = ""]) =>
				plain === undefined
					? [...expression.matchAll(/"([^"]+)"|`([^`]+)`/g)].map((each) => each[1] ?? each[2] ?? "")
					: [plain],
			);
		})
		.filter((name) => /[a-z]/.test(name))
		.map((name) => ({
			name,
			pattern: new RegExp(
				`^${name
					.split(/\$\{[^}]*\}/)
					.map((part) => part.replace(/[.*+?^()|[\]\\{}]/g, "\\$&"))
					.join(".*")}(?::|$)`,
			),
		}));
}

/** Search fields: they hold nothing of the rule. */
const searches = /^(Find |How likely)/;

describe("every control of the builder", () => {
	it("is rendered by one of the conditions above", () => {
		const drawn = new Set<string>();
		for (const leaf of Object.values(everyCondition).flat()) {
			const opened = open(ruleOf({ ...leaf, id: "leaf" }));
			for (const { label } of shownIn(opened.container)) drawn.add(label);
			for (const set of opened.container.querySelectorAll("fieldset[aria-label], section[aria-label]"))
				drawn.add(set.getAttribute("aria-label") ?? "");
			opened.unmount();
		}
		const missing = ["controls", "kinds"]
			.flatMap((folder) => namesInSource(path.join(import.meta.dirname, folder)))
			.filter(
				({ name, pattern }) => !searches.test(name) && ![...drawn].some((label) => pattern.test(label)),
			);
		expect(missing.map(({ name }) => name)).toEqual([]);
	});
});
