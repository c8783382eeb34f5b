import { type ValueType, valueTypes } from "@/lib/rules/catalog";

export const pairOperators = [
	"add",
	"subtract",
	"multiply",
	"divide",
	"equals",
	"notEquals",
	">",
	">=",
	"<",
	"<=",
	"daysBetween",
] as const;
export const manyOperators = ["min", "max", "and", "or", "coalesce", "concat"] as const;
export const oneOperators = ["abs", "not", "isSet", "lower"] as const;

export type PairOperator = (typeof pairOperators)[number];
export type ManyOperator = (typeof manyOperators)[number];
export type OneOperator = (typeof oneOperators)[number];

/** What a formula computes with. The only test for a list is whether it is set. */
export const formulaTypes = ["number", "string", "boolean", "date"] as const;
export type FormulaType = (typeof formulaTypes)[number];

type FormulaOperator = {
	/** How it is written: a sign between its parts (before the only one), or a call. */
	written: { sign: string; level: number; chains?: true } | { call: string };
	/** Types its parts may have. */
	takes: readonly ValueType[];
	/** All parts must have one type. */
	areAlike?: true;
	/** `part`: the type of its parts. */
	gives: FormulaType | "part";
};

/** Signs of a higher level bind more strongly; a sign that chains is read from the left: a − b − c is (a − b) − c. */
const sign = (text: string, level: number) => ({ sign: text, level });
const chain = (text: string, level: number) => ({ sign: text, level, chains: true }) as const;

const calculation = { takes: ["number"], gives: "number" } as const;
const logic = { takes: ["boolean"], gives: "boolean" } as const;
const equality = { takes: formulaTypes, areAlike: true, gives: "boolean" } as const;
const order = { takes: ["number", "date"], areAlike: true, gives: "boolean" } as const;
const texts = { takes: ["string"], gives: "string" } as const;

/**
 * The operators of formulas: syntax, argument types and result type. Each is implemented twice, in SQL
 * (`compileFormula`) and in TypeScript (`evaluateFormula`); a test asserts that they agree.
 */
export const formulaOperators: Record<PairOperator | ManyOperator | OneOperator, FormulaOperator> = {
	or: { written: sign("or", 1), ...logic },
	and: { written: sign("and", 2), ...logic },
	not: { written: sign("not", 3), ...logic },
	equals: { written: sign("=", 4), ...equality },
	notEquals: { written: sign("!=", 4), ...equality },
	">": { written: sign(">", 4), ...order },
	">=": { written: sign(">=", 4), ...order },
	"<": { written: sign("<", 4), ...order },
	"<=": { written: sign("<=", 4), ...order },
	add: { written: chain("+", 5), ...calculation },
	subtract: { written: chain("-", 5), ...calculation },
	multiply: { written: chain("*", 6), ...calculation },
	divide: { written: chain("/", 6), ...calculation },
	abs: { written: { call: "abs" }, ...calculation },
	min: { written: { call: "min" }, ...calculation },
	max: { written: { call: "max" }, ...calculation },
	daysBetween: { written: { call: "days_between" }, takes: ["date"], gives: "number" },
	coalesce: { written: { call: "coalesce" }, takes: formulaTypes, areAlike: true, gives: "part" },
	isSet: { written: { call: "is_set" }, takes: valueTypes, gives: "boolean" },
	concat: { written: { call: "concat" }, ...texts },
	lower: { written: { call: "lower" }, ...texts },
};
