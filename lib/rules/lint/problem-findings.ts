import { type Catalog, operatorsByType, type ValueType, valueTypes } from "@/lib/rules/catalog";
import { checkRule, type RuleProblem } from "@/lib/rules/check/check-rule";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import { segmentRule } from "@/lib/rules/rule";

/** What keeps a rule from being used, each with a fixed rule where one name or one type is all that is wrong. */
export function problemFindings(
	rule: unknown,
	problems: readonly RuleProblem[],
	catalog: Catalog,
	timeZone: string,
): LintFinding[] {
	return problems.map((problem): LintFinding => {
		const fix = fixOf(rule, problem, problems.length, catalog, timeZone);
		return {
			path: problem.path,
			severity: "error",
			message: /[.?!]$/.test(problem.message) ? problem.message : `${problem.message}.`,
			...(fix ? { fix } : {}),
		};
	});
}

function fixOf(
	rule: unknown,
	problem: RuleProblem,
	before: number,
	catalog: Catalog,
	timeZone: string,
): LintFinding["fix"] {
	for (const { label, fixed } of candidates(rule, problem, catalog)) {
		const parsed = segmentRule.safeParse(fixed);
		if (!parsed.success) continue;
		const checked = checkRule(fixed, catalog, timeZone);
		// A fix must leave less to fix than there was.
		if (checked.ok || checked.problems.length < before) return { label, rule: parsed.data };
	}
	return undefined;
}

type Keyed = Record<string, unknown>;
type Candidate = { label: string; fixed: unknown };

function candidates(rule: unknown, problem: RuleProblem, catalog: Catalog): Candidate[] {
	const { path, part, suggestion } = problem;
	if (suggestion !== undefined) {
		const wrong = /is called "(.*?)"/s.exec(problem.message)?.[1];
		return [
			{ label: `Use ${suggestion}`, fixed: changeAt(rule, path, (node) => rename(node, wrong, suggestion)) },
		];
	}
	if (part === "type") {
		return [
			{
				label: "Use its real type",
				fixed: changeAt(rule, path, (node) => retype(node, path, rule, catalog)),
			},
		];
	}
	return [];
}

/** Changes the node at a path: numbers step into `rules` (or `steps`, `events` after their name), names into a key. */
function changeAt(
	node: unknown,
	path: readonly (number | string)[],
	change: (node: Keyed) => Keyed,
): unknown {
	if (typeof node !== "object" || node === null) return node;
	const [step, ...rest] = path;
	if (Array.isArray(node)) return node.map((each, at) => (at === step ? changeAt(each, rest, change) : each));
	// Safe because it is an object and not a list.
	const keyed = node as Keyed;
	if (step === undefined) return change(keyed);
	if (typeof step === "string") return { ...keyed, [step]: changeAt(keyed[step], rest, change) };
	return { ...keyed, rules: changeAt(keyed.rules, path, change) };
}

/** Every place in the node itself that has the wrong name; conditions nested in it are left alone. */
function rename(node: Keyed, wrong: string | undefined, right: string): Keyed {
	if (wrong === undefined) return node;
	return Object.fromEntries(
		Object.entries(node).map(([key, value]) => {
			if (value === wrong) return [key, right];
			const isPart = typeof value === "object" && value !== null && !Array.isArray(value) && key !== "where";
			return [key, isPart ? rename(value as Keyed, wrong, right) : value]; // Safe because lists are left out.
		}),
	);
}

function retype(node: Keyed, path: readonly (number | string)[], rule: unknown, catalog: Catalog): Keyed {
	const type =
		node.kind === "trait" ? catalog.traits.get(String(node.field)) : propertyType(node, path, rule, catalog);
	if (type === undefined) return node;
	const value = convert(node.value, type);
	const keepsOperator = operatorsByType[type].some(({ id }) => id === node.operator);
	return { ...node, type, operator: keepsOperator ? node.operator : operatorsByType[type][0]?.id, value };
}

function propertyType(
	{ field }: Keyed,
	path: readonly (number | string)[],
	rule: unknown,
	catalog: Catalog,
): ValueType | undefined {
	let event: unknown;
	let node = rule;
	for (const step of path) {
		// Safe because reading a key of anything but null and undefined is allowed.
		const keyed = (node ?? {}) as Keyed;
		event = keyed.kind === "event" ? keyed.field : (keyed.event ?? event);
		node = Array.isArray(node)
			? node[Number(step)]
			: typeof step === "number"
				? (keyed.rules as unknown[])?.[step]
				: keyed[step];
	}
	return typeof event === "string" ? catalog.events.get(event)?.get(String(field)) : undefined;
}

/** The value as another type, where it can be read as one. */
function convert(value: unknown, type: ValueType): unknown {
	const [first] = [value].flat();
	const text = String(first ?? "");
	switch (type) {
		case "number":
			return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : value;
		case "boolean":
			return text === "true" || text === "false" ? text === "true" : value;
		case "list":
			return [text];
		default:
			return type === "string" && valueTypes.includes(type) ? text : value;
	}
}
