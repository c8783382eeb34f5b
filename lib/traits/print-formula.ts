import { assertNever } from "@/lib/kernel/assert-never";
import { type Formula, isOperation, type Operation, partsOf } from "@/lib/traits/formula";
import { formulaOperators } from "@/lib/traits/formula-operators";

const reserved = new Set(["and", "or", "not", "true", "false"]);

/** The formula as text that `parseFormula` reads back to the same tree. */
export function printFormula(node: Formula): string {
	if (isOperation(node)) return printOperation(node);
	switch (node.op) {
		case "number":
		case "boolean":
			return String(node.value);
		case "text":
			return quoted(node.value, '"', '"');
		case "date":
			return `date(${quoted(node.value, '"', '"')})`;
		case "now":
			return "now()";
		case "trait":
			return printName(node.trait);
		case "round":
			return printCall("round", [printFormula(node.argument), String(node.decimals)]);
		case "if":
			return printCall("if", [node.condition, node.yes, ...(node.no ? [node.no] : [])].map(printFormula));
		default:
			return assertNever(node);
	}
}

function printOperation(node: Operation): string {
	const { written } = formulaOperators[node.op];
	const parts = partsOf(node).map(({ part }) => part);
	if ("call" in written) return printCall(written.call, parts.map(printFormula));
	const { sign, level, chains } = written;
	if ("argument" in node) return `${sign} ${printWithin(node.argument, level)}`;
	const shown = parts.map((part, index) => printWithin(part, chains && index === 0 ? level : level + 1));
	return shown.join(` ${sign} `);
}

/** A part beside a sign: in parentheses unless it binds at least so strongly. */
function printWithin(part: Formula, least: number): string {
	const text = printFormula(part);
	const written = isOperation(part) ? formulaOperators[part.op].written : null;
	return written && "level" in written && written.level < least ? `(${text})` : text;
}

function printCall(name: string, parts: string[]): string {
	return `${name}(${parts.join(", ")})`;
}

/** A trait's name as written in a formula. */
export function printName(name: string): string {
	const isBare = /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(name) && !reserved.has(name.toLowerCase());
	return isBare ? name : quoted(name, "[", "]");
}

function quoted(text: string, open: string, close: string): string {
	return `${open}${text.replaceAll("\\", "\\\\").replaceAll(close, `\\${close}`)}${close}`;
}
