import { assertNever } from "@/lib/kernel/assert-never";
import { readInstant } from "@/lib/kernel/zoned-time";
import type { ValueType } from "@/lib/rules/catalog";
import { nearestName } from "@/lib/rules/nearest-name";
import { type Formula, formulaLimits, isOperation, partsOf, traitsOf } from "@/lib/traits/formula";
import { type FormulaType, formulaOperators, formulaTypes } from "@/lib/traits/formula-operators";

/** What is wrong with a node of a formula; `path` leads to it through left, right, of, argument, condition, yes. */
export type FormulaProblem = { path: (string | number)[]; message: string; suggestion?: string };

type Room = {
	traits: ReadonlyMap<string, ValueType>;
	timeZone: string;
	problems: FormulaProblem[];
};
type Path = (string | number)[];

const words: Record<ValueType, string> = {
	number: "a number",
	string: "text",
	boolean: "a yes or no",
	date: "a date",
	list: "a list",
};

/** The result type of a formula, or what is wrong with it, node by node. */
export function checkFormula(
	node: Formula,
	traits: ReadonlyMap<string, ValueType>,
	timeZone: string,
): { ok: true; type: FormulaType } | { ok: false; problems: FormulaProblem[] } {
	const size = measure(node, 1);
	if (size.nodes > formulaLimits.nodes || size.depth > formulaLimits.depth) {
		return {
			ok: false,
			problems: [{ path: [], message: "The formula is too long: split it into two traits" }],
		};
	}
	const room: Room = { traits, timeZone, problems: [] };
	const type = typeOf(node, [], room);
	if (traitsOf(node).length === 0) {
		room.problems.push({ path: [], message: "A formula needs at least one trait" });
	}
	if (type === "list") room.problems.push({ path: [], message: "A formula cannot result in a list" });
	if (room.problems.length > 0 || type === null || type === "list") {
		return { ok: false, problems: room.problems };
	}
	return { ok: true, type };
}

function measure(node: Formula, depth: number): { nodes: number; depth: number } {
	const total = { nodes: 1, depth };
	for (const { part } of partsOf(node)) {
		const inner = measure(part, depth + 1);
		total.nodes += inner.nodes;
		total.depth = Math.max(total.depth, inner.depth);
	}
	return total;
}

/** Null if the type is unknown because something inside is wrong. */
function typeOf(node: Formula, path: Path, room: Room): ValueType | null {
	const expect = (step: Path, part: Formula, wanted: readonly ValueType[]): ValueType | null => {
		const type = typeOf(part, [...path, ...step], room);
		if (type === null || wanted.includes(type)) return type;
		const message = `This is ${words[type]}; ${wanted.map((each) => words[each]).join(" or ")} is needed here`;
		room.problems.push({ path: [...path, ...step], message });
		return null;
	};
	if (isOperation(node)) {
		const { takes, areAlike, gives } = formulaOperators[node.op];
		const types = partsOf(node).map(({ step, part }) => expect(step, part, takes));
		const common = areAlike ? sameOf(types, path, room) : null;
		return gives === "part" ? common : gives;
	}
	switch (node.op) {
		case "number":
			return "number";
		case "text":
			return "string";
		case "boolean":
			return "boolean";
		case "now":
			return "date";
		case "date":
			if (readInstant(node.value, room.timeZone) === null) {
				room.problems.push({ path, message: `"${node.value}" is not a date such as 2026-11-22` });
			}
			return "date";
		case "trait":
			return traitType(node, path, room);
		case "round":
			expect(["argument"], node.argument, ["number"]);
			return "number";
		case "if": {
			expect(["condition"], node.condition, ["boolean"]);
			const branches = [expect(["yes"], node.yes, formulaTypes)];
			if (node.no) branches.push(expect(["no"], node.no, formulaTypes));
			return sameOf(branches, path, room);
		}
		default:
			return assertNever(node);
	}
}

function sameOf(types: (ValueType | null)[], path: Path, room: Room): ValueType | null {
	const [first] = types.filter((type) => type !== null);
	const other = types.find((type) => type !== null && type !== first);
	if (first && other) {
		room.problems.push({ path, message: `One side is ${words[first]}, the other ${words[other]}` });
	}
	return types.includes(null) || other ? null : (first ?? null);
}

function traitType(
	node: Extract<Formula, { op: "trait" }>,
	path: Path,
	{ traits, problems }: Room,
): ValueType | null {
	const known = traits.get(node.trait);
	if (known === undefined) {
		const suggestion = nearestName(node.trait, traits.keys());
		const hint = suggestion === null ? "" : `; did you mean "${suggestion}"?`;
		problems.push({
			path,
			message: `No trait is called "${node.trait}"${hint}`,
			...(suggestion === null ? {} : { suggestion }),
		});
		return null;
	}
	if (known === node.type) return known;
	problems.push({ path, message: `The trait "${node.trait}" is ${words[known]}, not ${words[node.type]}` });
	return null;
}
