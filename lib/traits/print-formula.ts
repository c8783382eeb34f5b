import { assertNever } from "@/lib/kernel/assert-never";
import type { Formula } from "@/lib/traits/formula";

const signs: Partial<Record<Formula["op"], string>> = {
	add: "+",
	subtract: "-",
	multiply: "*",
	divide: "/",
	equals: "=",
	notEquals: "!=",
	">": ">",
	">=": ">=",
	"<": "<",
	"<=": "<=",
	and: "and",
	or: "or",
};
const levels: Partial<Record<Formula["op"], number>> = {
	or: 1,
	and: 2,
	not: 3,
	equals: 4,
	notEquals: 4,
	">": 4,
	">=": 4,
	"<": 4,
	"<=": 4,
	add: 5,
	subtract: 5,
	multiply: 6,
	divide: 6,
};
const reserved = new Set(["and", "or", "not", "true", "false"]);

/** The formula as text that `parseFormula` reads back to the same tree. */
export function printFormula(node: Formula): string {
	const inner = (part: Formula, least: number) => {
		const text = printFormula(part);
		return (levels[part.op] ?? 9) < least ? `(${text})` : text;
	};
	const call = (name: string, parts: Formula[], ...more: string[]) =>
		`${name}(${[...parts.map(printFormula), ...more].join(", ")})`;
	const level = levels[node.op] ?? 9;
	switch (node.op) {
		case "number":
			return String(node.value);
		case "text":
			return quoted(node.value, '"', '"');
		case "boolean":
			return String(node.value);
		case "date":
			return `date(${quoted(node.value, '"', '"')})`;
		case "now":
			return "now()";
		case "trait":
			return printName(node.trait);
		case "add":
		case "subtract":
		case "multiply":
		case "divide":
			return `${inner(node.left, level)} ${signs[node.op]} ${inner(node.right, level + 1)}`;
		case "equals":
		case "notEquals":
		case ">":
		case ">=":
		case "<":
		case "<=":
			return `${inner(node.left, level + 1)} ${signs[node.op]} ${inner(node.right, level + 1)}`;
		case "and":
		case "or":
			return node.of.map((part) => inner(part, level + 1)).join(` ${signs[node.op]} `);
		case "not":
			return `not ${inner(node.argument, level)}`;
		case "daysBetween":
			return call("days_between", [node.left, node.right]);
		case "min":
		case "max":
		case "coalesce":
		case "concat":
			return call(node.op, node.of);
		case "abs":
		case "lower":
			return call(node.op, [node.argument]);
		case "isSet":
			return call("is_set", [node.argument]);
		case "round":
			return call("round", [node.argument], String(node.decimals));
		case "if":
			return call("if", [node.condition, node.yes, ...(node.no ? [node.no] : [])]);
		default:
			return assertNever(node);
	}
}

/** A trait's name as it stands in a formula. */
export function printName(name: string): string {
	const isBare = /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(name) && !reserved.has(name.toLowerCase());
	return isBare ? name : quoted(name, "[", "]");
}

function quoted(text: string, open: string, close: string): string {
	return `${open}${text.replaceAll("\\", "\\\\").replaceAll(close, `\\${close}`)}${close}`;
}
