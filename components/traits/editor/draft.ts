import { prepareRuleGroup } from "react-querybuilder";
import type { Catalog } from "@/lib/rules/catalog";
import { type CheckedDefinition, checkDefinition } from "@/lib/traits/check-definition";
import type {
	AggregateDefinition,
	ScoreDefinition,
	StageDefinition,
	TraitDefinition,
	TraitKind,
} from "@/lib/traits/definition";
import type { TextProblem } from "@/lib/traits/located-formula";
import { parseFormula } from "@/lib/traits/parse-formula";
import { printFormula } from "@/lib/traits/print-formula";

/** A definition being edited: names may still be empty, and a formula is text. */
export type TraitDraft =
	| AggregateDefinition
	| ScoreDefinition
	| StageDefinition
	| { kind: "formula"; text: string };

/** The initial draft of a new trait of a kind. */
export function newDraft(kind: TraitKind): TraitDraft {
	switch (kind) {
		case "aggregate":
			return {
				kind,
				event: "",
				window: { kind: "last", amount: 90, unit: "days" },
				measure: { kind: "count" },
			};
		case "formula":
			return { kind, text: "" };
		case "score":
			return { kind, events: [{ event: "", points: 10 }], halfLifeDays: 14, window: { kind: "any" } };
		case "stage":
			return { kind, stages: [newStage("")] };
	}
}

export function newStage(name: string): StageDefinition["stages"][number] {
	return { name, rule: withHandles({ combinator: "and" as const, rules: [] }) };
}

/** Gives every condition the id that the builder needs. */
function withHandles<Group extends object>(group: Group): Group {
	// Safe because only ids are added.
	return prepareRuleGroup(group as never) as never;
}

export function toDraft(definition: TraitDefinition): TraitDraft {
	switch (definition.kind) {
		case "formula":
			return { kind: "formula", text: printFormula(definition.formula) };
		case "stage":
			return {
				...definition,
				stages: definition.stages.map((stage) => ({ ...stage, rule: withHandles(stage.rule) })),
			};
		case "aggregate":
			return definition.where ? { ...definition, where: withHandles(definition.where) } : definition;
		case "score":
			return {
				...definition,
				events: definition.events.map((each) =>
					each.where ? { ...each, where: withHandles(each.where) } : each,
				),
			};
	}
}

export type ReadDraft = {
	/** As it is sent. */
	definition: Record<string, unknown>;
	checked: CheckedDefinition;
	/** Where a formula's text is invalid. */
	textProblem: TextProblem | null;
};

/** The draft as a definition, with all its problems. */
export function readDraft(draft: TraitDraft, catalog: Catalog, timeZone: string): ReadDraft {
	if (draft.kind !== "formula") {
		return { definition: draft, checked: checkDefinition(draft, catalog, timeZone), textProblem: null };
	}
	const parsed = parseFormula(draft.text, catalog.traits);
	if (!parsed.ok) {
		const problem = { path: ["formula"], message: parsed.problem.message };
		return {
			definition: { kind: "formula" },
			checked: { ok: false, problems: [problem] },
			textProblem: draft.text.trim() === "" ? null : parsed.problem,
		};
	}
	const definition = { kind: "formula", formula: parsed.formula };
	const checked = checkDefinition(definition, catalog, timeZone);
	if (checked.ok) return { definition, checked, textProblem: null };
	const [first] = checked.problems;
	const span = parsed.spans.get(first?.path.slice(1).join(".") ?? "");
	const textProblem = first && span ? { ...span, message: first.message } : null;
	return { definition, checked, textProblem };
}
