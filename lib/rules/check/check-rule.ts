import { z } from "zod";
import { ignoredKeys } from "@/lib/kernel/input-text";
import type { Catalog } from "@/lib/rules/catalog";
import { findOversize } from "@/lib/rules/check/rule-size";
import { shapeText } from "@/lib/rules/check/shape-text";
import type { CheckRoom, LeafProblem } from "@/lib/rules/leaf-kind";
import { findForm, leafSchemas } from "@/lib/rules/leaves/forms";
import { type LeafKindName, type RuleLeaf, type SegmentRule, segmentRule } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";

/** One thing wrong with a rule, at its leaf. */
export type RuleProblem = Omit<LeafProblem, "inside"> & {
	/** Way to the node: indices into `rules`, and names to step into an event's property filters or a sequence's steps. */
	path: (number | string)[];
};

export type CheckedRule = { ok: true; rule: SegmentRule } | { ok: false; problems: RuleProblem[] };

type Path = RuleProblem["path"];
type Report = (problem: RuleProblem) => void;
type Room = { catalog: Catalog; timeZone: string; problems: RuleProblem[]; report: Report; leaves: number };

/** No one reads further than this; input of any size may consist of problems only. */
const maxProblems = 100;

/** What react-querybuilder stores on a condition for itself; it has no meaning for the rule. */
const editorKeys = /(^|\.)(valueSource|matchMode)$/;

/**
 * Checks anything that claims to be a rule against the language and the workspace's names. A rule with problems is never
 * compiled, evaluated or stored.
 */
export function checkRule(input: unknown, catalog: Catalog, timeZone: string): CheckedRule {
	const problems: RuleProblem[] = [];
	const room: Room = { catalog, timeZone, problems, report: (problem) => problems.push(problem), leaves: 0 };
	checkNode(input, [], room);
	if (room.leaves > ruleLimits.leaves) {
		problems.push({
			path: [],
			message: `The rule has ${room.leaves} conditions; ${ruleLimits.leaves} are allowed`,
		});
	}
	if (problems.length > 0) return { ok: false, problems };
	const parsed = segmentRule.safeParse(input);
	if (parsed.success) {
		const unknown = ignoredKeys(input, parsed.data).filter((key) => !editorKeys.test(key));
		const oversize = findOversize(parsed.data);
		if (oversize) return { ok: false, problems: [oversize] };
		if (unknown.length === 0) return { ok: true, rule: parsed.data };
		return {
			ok: false,
			problems: unknown.map((key) => ({ path: [], part: key, message: `"${key}" is not known here` })),
		};
	}
	return { ok: false, problems: parsed.error.issues.map((issue) => ({ path: [], message: issue.message })) };
}

const groupShape = z.object({
	kind: z.undefined("is not a condition this version supports").optional(),
	combinator: z.enum(["and", "or"], "must be and / or"),
	not: z.boolean().optional(),
	rules: z.array(z.unknown(), "must be a list of conditions"),
});

function checkNode(node: unknown, path: Path, room: Room): void {
	if (room.problems.length >= maxProblems) return;
	if (path.length > ruleLimits.depth) {
		room.report({ path, message: `Groups are nested too deep; ${ruleLimits.depth} levels are allowed` });
		return;
	}
	if (hasKind(node)) {
		room.leaves++;
		if (path.length === 0) room.report({ path, message: "A rule begins with a group" });
		else checkLeaf(node, path, room);
		return;
	}
	const group = groupShape.safeParse(node);
	if (!group.success) {
		reportShape(group.error, node, path, room.report);
		return;
	}
	if (group.data.rules.length === 0) {
		room.report({
			path,
			message:
				path.length === 0
					? "Add a condition, or choose Everyone"
					: "This group is empty: add a condition or remove it",
		});
	}
	for (const [index, child] of group.data.rules.entries()) checkNode(child, [...path, index], room);
}

function checkLeaf(leaf: { kind: unknown }, path: Path, room: Room): void {
	const schema = leafSchemas.get(String(leaf.kind));
	if (!schema) {
		room.report({ path, part: "kind", message: `"${String(leaf.kind)}" is not a kind of condition` });
		return;
	}
	// Property filters are walked one by one by the kind, so that a problem in one is reported at that one.
	const parsed = schema.safeParse(withoutFilters(leaf));
	if (!parsed.success) {
		reportShape(parsed.error, leaf, path, room.report);
		checkRest(leaf, schema, parsed.error, path, room);
		return;
	}
	checkMeaning(leaf, parsed.data.kind, path, room);
}

/**
 * Other problems of a leaf some of whose numbers are not numbers yet: all are reported at once, not one after
 * the other.
 */
function checkRest(
	leaf: object,
	schema: z.ZodType<RuleLeaf>,
	error: z.ZodError,
	path: Path,
	room: Room,
): void {
	const patched: unknown = structuredClone(leaf);
	for (const issue of error.issues) setAt(patched, issue.path, 1);
	const parsed = schema.safeParse(withoutFilters(patched));
	if (!parsed.success) return;
	const reported = new Set(error.issues.map((issue) => String(issue.path[0])));
	const isNew = ({ part = "" }: RuleProblem) => !reported.has(part.split(".")[0] ?? "");
	const report: Report = (problem) => isNew(problem) && room.report(problem);
	checkMeaning(patched, parsed.data.kind, path, { ...room, report });
}

function setAt(part: unknown, [step, ...rest]: readonly PropertyKey[], value: unknown): void {
	if (step === undefined || typeof part !== "object" || part === null) return;
	// Safe because the path of an issue leads through objects and lists.
	const inside = part as Record<PropertyKey, unknown>;
	if (rest.length === 0) inside[step] = value;
	else setAt(inside[step], rest, value);
}

function checkMeaning(leaf: unknown, kind: LeafKindName, path: Path, room: Room): void {
	const nested: CheckRoom = {
		catalog: room.catalog,
		timeZone: room.timeZone,
		report: ({ inside = [], ...problem }) => room.report({ ...problem, path: [...path, ...inside] }),
	};
	// Safe because everything but the filters has the shape, and the filters are read as unknown.
	findForm(kind).check(leaf as RuleLeaf, nested);
}

function withoutFilters(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutFilters);
	if (typeof value !== "object" || value === null) return value;
	const kept = Object.entries(value).filter(([key]) => key !== "where");
	return Object.fromEntries(kept.map(([key, inner]) => [key, withoutFilters(inner)]));
}

export function hasKind(node: unknown): node is { kind: unknown } {
	return typeof node === "object" && node !== null && "kind" in node && node.kind !== undefined;
}

function reportShape(error: z.ZodError, input: unknown, path: Path, report: Report): void {
	for (const issue of error.issues) {
		const part = issue.path.map(String).join(".");
		report({ path, ...(part === "" ? {} : { part }), message: partMessage(part, shapeText(issue, input)) });
	}
}

function partMessage(part: string, message: string): string {
	if (part === "field" || part.endsWith(".event")) return "Choose what the condition is about";
	if (part === "operator") return "Choose how to compare";
	if (part === "aggregate") return "Choose what to measure";
	if (part === "window") return "Choose a time";
	return message;
}
