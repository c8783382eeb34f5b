import { z } from "zod";
import { aggregateOf, aggregateOperators, type Catalog, type ValueType } from "@/lib/segments/catalog";
import { nearestName } from "@/lib/segments/nearest-name";
import {
	type ComparisonProblem,
	readComparison,
	readDateRange,
	readDurationMs,
} from "@/lib/segments/read-comparison";
import {
	type EventLeaf,
	eventLeaf,
	everyoneLeaf,
	type PropertyLeaf,
	propertyLeaf,
	ruleLimits,
	type SegmentRule,
	segmentRule,
	type TraitLeaf,
	traitLeaf,
} from "@/lib/segments/rule";

/** One thing wrong with a rule, at the leaf it stands in. */
export type RuleProblem = {
	/** Way to the node: indices into `rules`, and "where" to step into an event's property filters. */
	path: (number | "where")[];
	/** Which part of the leaf: field, operator, value, window, aggregate; absent for the node as a whole. */
	part?: string;
	message: string;
	/** A known name to use instead. */
	suggestion?: string;
	/** Where in a pattern it breaks, counted from 0. */
	position?: number;
};

export type CheckedRule = { ok: true; rule: SegmentRule } | { ok: false; problems: RuleProblem[] };

type Path = RuleProblem["path"];
type Report = (problem: RuleProblem) => void;
type Room = { catalog: Catalog; timeZone: string; report: Report; leaves: number };

/**
 * Checks anything that claims to be a rule against the language and the workspace's names. A rule with problems is never
 * compiled, evaluated or stored.
 */
export function checkRule(input: unknown, catalog: Catalog, timeZone: string): CheckedRule {
	const problems: RuleProblem[] = [];
	const room: Room = { catalog, timeZone, report: (problem) => problems.push(problem), leaves: 0 };
	checkNode(input, [], room, checkLeaf);
	if (room.leaves > ruleLimits.leaves) {
		problems.push({
			path: [],
			message: `The rule has ${room.leaves} conditions; ${ruleLimits.leaves} are allowed`,
		});
	}
	if (problems.length > 0) return { ok: false, problems };
	const parsed = segmentRule.safeParse(input);
	if (parsed.success) return { ok: true, rule: parsed.data };
	return { ok: false, problems: parsed.error.issues.map((issue) => ({ path: [], message: issue.message })) };
}

const groupShape = z.object({
	kind: z.undefined("is not a kind of condition this version knows").optional(),
	combinator: z.enum(["and", "or"], "must be and / or"),
	not: z.boolean().optional(),
	rules: z.array(z.unknown(), "must be a list of conditions"),
});

function checkNode(
	node: unknown,
	path: Path,
	room: Room,
	checkChildLeaf: (node: { kind: unknown }, path: Path, room: Room) => void,
): void {
	if (path.filter((step) => step !== "where").length > ruleLimits.depth) {
		room.report({ path, message: `Groups are nested too deep; ${ruleLimits.depth} levels are allowed` });
		return;
	}
	if (hasKind(node)) {
		room.leaves++;
		if (path.length === 0) room.report({ path, message: "A rule begins with a group" });
		else checkChildLeaf(node, path, room);
		return;
	}
	const group = groupShape.safeParse(node);
	if (!group.success) {
		reportShape(group.error, path, room);
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
	for (const [index, child] of group.data.rules.entries())
		checkNode(child, [...path, index], room, checkChildLeaf);
}

function hasKind(node: unknown): node is { kind: unknown } {
	return typeof node === "object" && node !== null && "kind" in node && node.kind !== undefined;
}

function reportShape(error: z.ZodError, path: Path, room: Room): void {
	for (const issue of error.issues) {
		const part = String(issue.path[0] ?? "");
		room.report({ path, ...(part === "" ? {} : { part }), message: partMessage(part, issue.message) });
	}
}

function partMessage(part: string, message: string): string {
	if (part === "field") return "Choose what the condition is about";
	if (part === "operator") return "Choose how to compare";
	if (part === "aggregate") return "Choose what to measure";
	if (part === "window") return "Choose a time";
	return part === "" ? message : `${part}: ${message}`;
}

function checkLeaf(leaf: { kind: unknown }, path: Path, room: Room): void {
	switch (leaf.kind) {
		case "everyone":
			parseLeaf(everyoneLeaf, leaf, path, room);
			return;
		case "trait": {
			const trait = parseLeaf(traitLeaf, leaf, path, room);
			if (trait) checkTrait(trait, path, room);
			return;
		}
		case "event": {
			// Property filters are walked one by one, so that a problem in one is told at that one.
			const event = parseLeaf(eventLeaf.omit({ where: true }), leaf, path, room);
			if (event) checkEvent(event, "where" in leaf ? leaf.where : undefined, path, room);
			return;
		}
		default:
			room.report({ path, part: "kind", message: `"${String(leaf.kind)}" is not a kind of condition` });
	}
}

function parseLeaf<T>(schema: z.ZodType<T>, leaf: unknown, path: Path, room: Room): T | null {
	const parsed = schema.safeParse(leaf);
	if (parsed.success) return parsed.data;
	reportShape(parsed.error, path, room);
	return null;
}

function checkTrait(leaf: TraitLeaf, path: Path, room: Room): void {
	if (!checkName("trait", leaf.field, room.catalog.traits, path, room)) return;
	checkType("trait", leaf, room.catalog.traits.get(leaf.field), path, room);
}

function checkEvent(leaf: Omit<EventLeaf, "where">, where: unknown, path: Path, room: Room): void {
	checkWindow(leaf, path, room);
	const allowed = aggregateOperators(leaf.aggregate.kind).map((operator) => operator.id);
	if (!allowed.includes(leaf.operator)) {
		room.report({
			path,
			part: "operator",
			message: `"${leaf.operator}" does not work on a ${leaf.aggregate.kind}`,
		});
	} else checkAggregateValue(leaf, path, room);
	const properties = room.catalog.events.get(leaf.field);
	if (!checkName("event", leaf.field, room.catalog.events, path, room) || !properties) return;
	checkAggregate(leaf, properties, path, room);
	if (where === undefined) return;
	if (hasKind(where)) {
		room.report({ path: [...path, "where"], message: "Property filters begin with a group" });
		return;
	}
	checkNode(where, [...path, "where"], room, (child, childPath) => {
		if (child.kind !== "property") {
			room.report({
				path: childPath,
				part: "kind",
				message: "Only properties of the event can be filtered here",
			});
			return;
		}
		const property = parseLeaf(propertyLeaf, child, childPath, room);
		if (property) checkProperty(property, leaf.field, properties, childPath, room);
	});
}

function checkProperty(
	leaf: PropertyLeaf,
	event: string,
	properties: ReadonlyMap<string, ValueType>,
	path: Path,
	room: Room,
): void {
	if (!checkName(`property of ${event}`, leaf.field, properties, path, room)) return;
	checkType("property", leaf, properties.get(leaf.field), path, room);
}

function checkName(
	what: string,
	name: string,
	known: ReadonlyMap<string, unknown>,
	path: Path,
	room: Room,
): boolean {
	if (known.has(name)) return true;
	const suggestion = nearestName(name, known.keys());
	const hint = suggestion === null ? "" : `; did you mean "${suggestion}"?`;
	room.report({
		path,
		part: "field",
		message: `No ${what} is called "${name}"${hint}`,
		...(suggestion === null ? {} : { suggestion }),
	});
	return false;
}

function checkType(
	what: string,
	leaf: TraitLeaf | PropertyLeaf,
	known: ValueType | undefined,
	path: Path,
	room: Room,
): void {
	if (known !== undefined && known !== leaf.type) {
		room.report({
			path,
			part: "type",
			message: `The ${what} "${leaf.field}" is a ${known}, not a ${leaf.type}`,
		});
		return;
	}
	reportRead(readComparison(leaf, room.timeZone), path, room);
}

function reportRead(read: ReturnType<typeof readComparison>, path: Path, room: Room): void {
	if (!read.ok) reportValue(read.problem, read.problem.field, path, room);
}

function reportValue(problem: ComparisonProblem, part: string, path: Path, room: Room): void {
	const { message, position } = problem;
	room.report({ path, part, message, ...(position === undefined ? {} : { position }) });
}

function checkAggregateValue(leaf: Omit<EventLeaf, "where">, path: Path, room: Room): void {
	const read = readComparison({ type: "number", operator: leaf.operator, value: leaf.value }, room.timeZone);
	if (!read.ok) {
		reportRead(read, path, room);
		return;
	}
	const numbers = [leaf.value].flat().filter((value) => typeof value === "number");
	if (
		aggregateOf(leaf.aggregate.kind).isWhole &&
		!numbers.every((value) => Number.isInteger(value) && value >= 0)
	) {
		room.report({ path, part: "value", message: "Expected a whole number, 0 or more" });
	} else if (numbers.some((value) => Math.abs(value) > 1e12)) {
		room.report({ path, part: "value", message: "The number is too large" });
	}
}

function checkAggregate(
	{ aggregate, field }: Omit<EventLeaf, "where">,
	properties: ReadonlyMap<string, ValueType>,
	path: Path,
	room: Room,
): void {
	if (!("property" in aggregate)) return;
	const known = properties.get(aggregate.property);
	if (known === undefined) {
		const suggestion = nearestName(aggregate.property, properties.keys());
		const hint = suggestion === null ? "" : `; did you mean "${suggestion}"?`;
		room.report({
			path,
			part: "aggregate",
			message: `No property of ${field} is called "${aggregate.property}"${hint}`,
			...(suggestion === null ? {} : { suggestion }),
		});
	} else if (aggregateOf(aggregate.kind).property === "number" && known !== "number") {
		room.report({
			path,
			part: "aggregate",
			message: `The property "${aggregate.property}" is a ${known}; ${aggregate.kind} needs a number`,
		});
	} else if (known === "list") {
		room.report({
			path,
			part: "aggregate",
			message: `The property "${aggregate.property}" is a list; choose a single value`,
		});
	}
}

function checkWindow({ window }: Omit<EventLeaf, "where">, path: Path, room: Room): void {
	if (window.kind === "last" || window.kind === "before") {
		const ms = readDurationMs({ amount: window.amount, unit: window.unit });
		if (typeof ms !== "number") reportValue(ms, "window", path, room);
	} else if (window.kind === "between") {
		const range = readDateRange(window.from, window.to, room.timeZone, "range");
		if ("message" in range) reportValue(range, "window", path, room);
	} else if (window.kind === "sinceTrait") {
		const known = room.catalog.traits.get(window.trait);
		if (known === undefined) checkName("trait", window.trait, room.catalog.traits, path, room);
		else if (known !== "date") {
			room.report({ path, part: "window", message: `The trait "${window.trait}" is a ${known}, not a date` });
		}
	}
}
