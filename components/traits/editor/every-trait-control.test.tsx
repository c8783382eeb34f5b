// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { shopNames } from "@/components/rules/testing/in-builder";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import type { TraitDraft } from "@/components/traits/editor/draft";
import { TraitEditor } from "@/components/traits/editor/trait-editor";
import { useTraitDraft } from "@/components/traits/editor/use-trait-draft";
import { readTypedNumber, unreadText } from "@/lib/kernel/typed-number";
import type { PropertyGroup } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";
import { type TraitKind, traitKinds } from "@/lib/traits/definition";

const where: PropertyGroup = {
	combinator: "and",
	rules: [{ kind: "property", field: "amount", type: "number", operator: ">=", value: 5 }],
};
const window = { kind: "last", amount: 90, unit: "days" } as const;
const drafts: Record<TraitKind, TraitDraft> = {
	aggregate: { kind: "aggregate", event: "Order Completed", window, measure: { kind: "count" }, where },
	formula: { kind: "formula", text: "[orders] / 2" },
	score: {
		kind: "score",
		events: [
			{ event: "App Opened", points: 3 },
			{ event: "Order Completed", points: -10, where },
		],
		window,
		halfLifeDays: 14,
	},
	stage: {
		kind: "stage",
		stages: [
			{
				name: "New",
				rule: {
					combinator: "and",
					rules: [{ kind: "trait", field: "orders", type: "number", operator: "between", value: [1, 7] }],
				},
			},
		],
	},
};

const saved = { aggregate: {}, formula: {}, score: {}, stage: {} } as Record<
	TraitKind,
	{ name: string; draft: TraitDraft }
>;
for (const kind of traitKinds) saved[kind] = { name: "mine", draft: drafts[kind] };

function Editor({ kind, onDraft }: { kind: TraitKind; onDraft: (draft: TraitDraft) => void }) {
	const draft = useTraitDraft(saved[kind], `every trait control ${kind}`, 1);
	onDraft(draft.value.draft);
	return (
		<TraitEditor
			draft={draft}
			names={shopNames}
			openedAt="2026-11-22T09:00:00.000Z"
			actions={({ checked }) => (checked.ok ? "can be saved" : "cannot be saved")}
		/>
	);
}

function open(kind: TraitKind) {
	let held: TraitDraft = drafts[kind];
	const view = mount(<Editor kind={kind} onDraft={(draft) => (held = draft)} />);
	const fields = () =>
		[...view.container.querySelectorAll<HTMLInputElement>("input:not([type=checkbox]), textarea")].map(
			(element) => ({ element, label: element.getAttribute("aria-label"), says: element.value }),
		);
	return { ...view, held: () => withoutIds(held), fields };
}

const meansOf = ({ element, says }: { element: Element; says: string }) =>
	element.hasAttribute("inputmode") ? (readTypedNumber(says) ?? says) : says;

const key = fc.constantFrom(..."01279.-,x", "{Backspace}", "{Delete}", "{ArrowUp}", "{ArrowLeft}");
const step = fc.oneof(
	{ weight: 4, arbitrary: fc.tuple(fc.nat(10), fc.array(key, { minLength: 1, maxLength: 4 })) },
	{ weight: 1, arbitrary: fc.constantFrom("undo" as const, "redo" as const) },
);

beforeEach(() => {
	answerApi({});
});

describe("what the editor of a trait shows is what is stored, after every key", () => {
	it.each(traitKinds)("of a trait of the kind %s", async (kind) => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
				globalThis.window.localStorage.clear();
				const opened = open(kind);
				const { user, held, fields, container } = opened;
				for (const each of steps) {
					if (each === "undo") await user.keyboard("{Control>}z{/Control}");
					else if (each === "redo") await user.keyboard("{Control>}y{/Control}");
					else {
						const [at, keys] = each;
						const field = fields()[at % fields().length];
						if (field) await user.click(field.element);
						for (const pressed of keys) await user.keyboard(pressed);
					}
					for (const field of fields()) {
						if (typeof meansOf(field) === "number" || !field.element.hasAttribute("inputmode")) continue;
						expect(screen.getByText("cannot be saved")).toBeTruthy();
						if (field.says !== "") expect(field.element.getAttribute("aria-invalid")).toBe("true");
						if (field.says.trim() !== "") expect(container.textContent).toContain(unreadText(field.says));
					}
				}
				// As after a reload.
				const again = open(kind);
				expect(again.held()).toEqual(held());
				expect(again.fields().map(meansOf)).toEqual(fields().map(meansOf));
				again.unmount();
				opened.unmount();
			}),
			{ numRuns: 5 },
		);
	});
});
