import { nearestName } from "@/lib/rules/nearest-name";
import { formulaFunctions } from "@/lib/traits/formula-functions";
import { Broken, type Located, manyOf, oneOf, pairOf } from "@/lib/traits/located-formula";
import type { Token } from "@/lib/traits/tokenize-formula";

/** A call with its arguments as a node; a wrong name or wrong arguments stop the reading. */
export function createCall(name: Token, given: Located[], to: number): Located {
	const word = name.text.toLowerCase();
	const known = formulaFunctions.find((each) => each.name === word);
	if (!known) {
		const near = nearestName(
			word,
			formulaFunctions.map((each) => each.name),
		);
		const hint = near ? `; did you mean ${near}()?` : "";
		throw new Broken({ from: name.from, to: name.to, message: `There is no ${name.text}()${hint}` });
	}
	const [first, second, third] = given;
	const wrong = () => new Broken({ from: name.from, to, message: `Write it as ${known.signature}` });
	const from = name.from;
	switch (known.name) {
		case "now":
			if (given.length > 0) throw wrong();
			return { node: { op: "now" }, from, to, parts: [] };
		case "date":
			if (first?.node.op !== "text" || given.length !== 1) throw wrong();
			return { node: { op: "date", value: first.node.value }, from, to, parts: [] };
		case "round": {
			const decimals = second === undefined ? 0 : second.node.op === "number" ? second.node.value : -1;
			if (!first || given.length > 2 || !Number.isInteger(decimals) || decimals < 0 || decimals > 6) {
				throw wrong();
			}
			const parts = [{ step: "argument", part: first }];
			return { node: { op: "round", argument: first.node, decimals }, from, to, parts };
		}
		case "abs":
		case "lower":
		case "is_set":
			if (!first || given.length !== 1) throw wrong();
			return oneOf(known.name === "is_set" ? "isSet" : known.name, first, from, to);
		case "days_between":
			if (!first || !second || given.length !== 2) throw wrong();
			return { ...pairOf("daysBetween", first, second), from, to };
		case "if": {
			if (!first || !second || given.length > 3) throw wrong();
			return {
				node: {
					op: "if",
					condition: first.node,
					yes: second.node,
					...(third ? { no: third.node } : {}),
				},
				from,
				to,
				parts: [
					{ step: "condition", part: first },
					{ step: "yes", part: second },
					...(third ? [{ step: "no", part: third }] : []),
				],
			};
		}
		default:
			if (given.length === 0) throw wrong();
			return manyOf(known.name, given, from, to);
	}
}
