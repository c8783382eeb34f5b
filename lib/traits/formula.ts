import { z } from "zod";
import { assertNever } from "@/lib/kernel/assert-never";
import { storableText } from "@/lib/kernel/input-text";
import {
	type FormulaType,
	formulaOperators,
	formulaTypes,
	type ManyOperator,
	manyOperators,
	type OneOperator,
	oneOperators,
	type PairOperator,
	pairOperators,
} from "@/lib/traits/formula-operators";

/** Limits of one formula: past them it is refused. */
export const formulaLimits = { depth: 20, nodes: 200 } as const;

/**
 * A formula as a typed tree. Numbers are IEEE doubles in the order of the tree, in SQL and in TypeScript
 * alike.
 *
 * Missing values: a calculation with a missing part is missing, and so is a division by zero and any result
 * that is not a finite number. A comparison with a missing side is false; "is not" is then true. Where a yes
 * or no is required, a missing one counts as no. `coalesce` returns the first of its parts that is not
 * missing, `isSet` tests for it.
 */
export type Formula =
	| { op: "number"; value: number }
	| { op: "text"; value: string }
	| { op: "boolean"; value: boolean }
	/** A day (midnight in the workspace's zone) or an instant with its offset. */
	| { op: "date"; value: string }
	/** The instant the value is as of. */
	| { op: "now" }
	| { op: "trait"; trait: string; type: FormulaType | "list" }
	/** For daysBetween: whole days of 24 hours from left to right, rounded down. */
	| { op: PairOperator; left: Formula; right: Formula }
	| { op: ManyOperator; of: Formula[] }
	| { op: OneOperator; argument: Formula }
	/** Half to even. */
	| { op: "round"; argument: Formula; decimals: number }
	/** Without `no` it is missing when the condition does not hold. */
	| { op: "if"; condition: Formula; yes: Formula; no?: Formula | undefined };

const text = storableText.max(1000);
const part: z.ZodType<Formula> = z.lazy(() => formula);

export const formula: z.ZodType<Formula> = z
	.discriminatedUnion("op", [
		z.object({ op: z.literal("number"), value: z.number() }),
		z.object({ op: z.literal("text"), value: text }),
		z.object({ op: z.literal("boolean"), value: z.boolean() }),
		z.object({ op: z.literal("date"), value: z.string().max(40) }),
		z.object({ op: z.literal("now") }),
		z.object({
			op: z.literal("trait"),
			trait: text.min(1).max(200),
			type: z.enum([...formulaTypes, "list"]),
		}),
		z.object({ op: z.enum(pairOperators), left: part, right: part }),
		z.object({ op: z.enum(manyOperators), of: z.array(part).min(1).max(50) }),
		z.object({ op: z.enum(oneOperators), argument: part }),
		z.object({ op: z.literal("round"), argument: part, decimals: z.number().int().min(0).max(6) }),
		z.object({ op: z.literal("if"), condition: part, yes: part, no: part.optional() }),
	])
	.meta({ id: "Formula" });

/** The parts of a node with the way to each: `["left"]`, `["of", 0]`. */
export function partsOf(node: Formula): { step: (string | number)[]; part: Formula }[] {
	if ("left" in node) {
		return [
			{ step: ["left"], part: node.left },
			{ step: ["right"], part: node.right },
		];
	}
	if ("of" in node) return node.of.map((each, index) => ({ step: ["of", index], part: each }));
	if ("argument" in node) return [{ step: ["argument"], part: node.argument }];
	if (node.op !== "if") return [];
	return [
		{ step: ["condition"], part: node.condition },
		{ step: ["yes"], part: node.yes },
		...(node.no ? [{ step: ["no"], part: node.no }] : []),
	];
}

/** Every trait a formula mentions, once, in the order of first mention. */
export function traitsOf(node: Formula): Extract<Formula, { op: "trait" }>[] {
	const found = new Map<string, Extract<Formula, { op: "trait" }>>();
	const walk = (each: Formula): void => {
		if (each.op === "trait" && !found.has(each.trait)) found.set(each.trait, each);
		for (const { part: inner } of partsOf(each)) walk(inner);
	};
	walk(node);
	return [...found.values()];
}

/** A node that computes something of its parts: one of the table of operators. */
export type Operation = Extract<Formula, { op: PairOperator | ManyOperator | OneOperator }>;

export function isOperation(node: Formula): node is Operation {
	return Object.hasOwn(formulaOperators, node.op);
}

/** The result type of a checked formula. */
export function formulaType(node: Formula): FormulaType | "list" {
	if (isOperation(node)) {
		const { gives } = formulaOperators[node.op];
		const [first] = partsOf(node);
		return gives === "part" && first ? formulaType(first.part) : gives === "part" ? "number" : gives;
	}
	switch (node.op) {
		case "text":
			return "string";
		case "boolean":
			return "boolean";
		case "date":
		case "now":
			return "date";
		case "trait":
			return node.type;
		case "if":
			return formulaType(node.yes);
		case "number":
		case "round":
			return "number";
		default:
			return assertNever(node);
	}
}
