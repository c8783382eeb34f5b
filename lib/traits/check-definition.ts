import { ignoredKeys } from "@/lib/kernel/input-text";
import type { Catalog, ValueType } from "@/lib/rules/catalog";
import { checkChoice, checkName, checkWindow } from "@/lib/rules/check/check-parts";
import { checkRule, type RuleProblem } from "@/lib/rules/check/check-rule";
import { addSize, noSize, oversizeMessage } from "@/lib/rules/check/rule-size";
import { shapeText } from "@/lib/rules/check/shape-text";
import type { CheckRoom } from "@/lib/rules/leaf-kind";
import { checkFormula } from "@/lib/traits/check-formula";
import {
	definitionType,
	type TraitDefinition,
	type TraitMeasure,
	traitDefinition,
} from "@/lib/traits/definition";

/**
 * One thing wrong with a definition, reported like a rule's problems: `path` leads to the node (`where.0`,
 * `events.1`, `stages.0.rule.1`), `part` names what of it (event, measure, window, points, name).
 */
export type DefinitionProblem = RuleProblem;

export type CheckedDefinition =
	| { ok: true; definition: TraitDefinition; type: ValueType }
	| { ok: false; problems: DefinitionProblem[] };

/**
 * Checks anything that claims to be a definition against the language and the workspace's names. A definition with
 * problems is never compiled, evaluated or stored.
 */
export function checkDefinition(input: unknown, catalog: Catalog, timeZone: string): CheckedDefinition {
	const stages = checkStages(input, catalog, timeZone);
	if (stages.length > 0) return { ok: false, problems: stages };
	const parsed = traitDefinition.safeParse(input);
	if (!parsed.success) {
		return {
			ok: false,
			problems: parsed.error.issues.map((issue) => ({
				...placeOf(issue.path),
				message: shapeText(issue, input),
			})),
		};
	}
	const problems = problemsOf(parsed.data, catalog, timeZone);
	for (const key of ignoredKeys(input, parsed.data)) {
		problems.push({ path: key.split("."), message: `"${key}" is not known here` });
	}
	if (problems.length === 0) problems.push(...findOversizePart(parsed.data));
	if (problems.length > 0) return { ok: false, problems };
	return { ok: true, definition: parsed.data, type: definitionType(parsed.data) };
}

/** Where a wrong shape is reported: for a filter, at the filter itself. */
function placeOf(steps: readonly PropertyKey[]): Pick<DefinitionProblem, "path" | "part"> {
	const path = steps.map((step) => (typeof step === "symbol" ? String(step) : step));
	const where = path.indexOf("where");
	if (where < 0) return { path };
	const [before, inside] = [path.slice(0, where + 1), path.slice(where + 1)];
	while (inside[0] === "rules" && typeof inside[1] === "number") before.push(...inside.splice(0, 2).slice(1));
	return { path: before, part: inside.join(".") || "value" };
}

/**
 * The stage or event that makes a definition too large for one statement; the statement contains all of it.
 */
function findOversizePart(definition: TraitDefinition): DefinitionProblem[] {
	let size = noSize;
	for (const { part, path } of partsOf(definition)) {
		size = addSize(size, part);
		const message = oversizeMessage(size, "definition");
		if (message !== null) return [{ path, message }];
	}
	return [];
}

function partsOf(definition: TraitDefinition): { part: unknown; path: DefinitionProblem["path"] }[] {
	switch (definition.kind) {
		case "stage":
			return definition.stages.map((part, index) => ({ part, path: ["stages", index] }));
		case "score":
			return definition.events.map((part, index) => ({ part, path: ["events", index] }));
		default:
			return [{ part: definition, path: [] }];
	}
}

/** The rules of stages are checked before the shape of the whole, so that a problem is reported at its condition. */
function checkStages(input: unknown, catalog: Catalog, timeZone: string): DefinitionProblem[] {
	const isStages = typeof input === "object" && input !== null && "kind" in input && input.kind === "stage";
	if (!isStages || !("stages" in input) || !Array.isArray(input.stages)) return [];
	const names = new Set<string>();
	return input.stages.flatMap((stage: unknown, index): DefinitionProblem[] => {
		const at = ["stages", index];
		if (typeof stage !== "object" || stage === null) return [{ path: at, message: "must be a stage" }];
		const problems: DefinitionProblem[] = [];
		const name = "name" in stage && typeof stage.name === "string" ? stage.name.trim() : "";
		if (name === "") problems.push({ path: at, part: "name", message: "Give the stage a name" });
		else if (names.has(name)) {
			problems.push({ path: at, part: "name", message: `There are two stages called "${name}"` });
		}
		names.add(name);
		const checked = checkRule("rule" in stage ? stage.rule : undefined, catalog, timeZone);
		if (checked.ok) return problems;
		return [
			...problems,
			...checked.problems.map((problem) => ({ ...problem, path: [...at, "rule", ...problem.path] })),
		];
	});
}

function problemsOf(definition: TraitDefinition, catalog: Catalog, timeZone: string): DefinitionProblem[] {
	const problems: DefinitionProblem[] = [];
	const roomAt = (path: (string | number)[]): CheckRoom => ({
		catalog,
		timeZone,
		report: ({ inside = [], ...problem }) => problems.push({ ...problem, path: [...path, ...inside] }),
	});
	switch (definition.kind) {
		case "aggregate": {
			const room = roomAt([]);
			checkWindow(definition.window, room);
			const properties = checkChoice(definition.event, definition.where, room, [], "event");
			if (properties) checkMeasure(definition.measure, definition.event, properties, room);
			break;
		}
		case "score":
			checkWindow(definition.window, roomAt([]));
			for (const [index, { event, where, points }] of definition.events.entries()) {
				checkChoice(event, where, roomAt(["events", index]), [], "event");
				if (points === 0)
					problems.push({ path: ["events", index], part: "points", message: "Zero points have no effect" });
			}
			break;
		case "formula": {
			const checked = checkFormula(definition.formula, catalog.traits, timeZone);
			if (checked.ok) break;
			problems.push(
				...checked.problems.map(({ path, ...rest }) => ({ path: ["formula", ...path], ...rest })),
			);
			break;
		}
		case "stage":
			break;
	}
	return problems;
}

function checkMeasure(
	measure: TraitMeasure,
	event: string,
	properties: ReadonlyMap<string, ValueType>,
	room: CheckRoom,
): void {
	if (!("property" in measure)) return;
	const { property } = measure;
	const part = "measure";
	if (!checkName(`property of ${event}`, property, properties, room, { part })) return;
	const known = properties.get(property);
	const wanted = "type" in measure ? measure.type : "number";
	if (known === wanted) return;
	const message =
		"type" in measure
			? `The property "${property}" is a ${known}, not a ${wanted}`
			: `The property "${property}" is a ${known}; this needs a number`;
	room.report({ part, message });
}
