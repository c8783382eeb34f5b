import { assertNever } from "@/lib/kernel/assert-never";
import { describeChoice, describeWindow, plainNumber } from "@/lib/rules/describe/describe-parts";
import { describeRule, isEveryone } from "@/lib/rules/describe/describe-rule";
import type { Names } from "@/lib/rules/leaf-kind";
import type { ScoreDefinition, TraitDefinition, TraitMeasure } from "@/lib/traits/definition";
import { printFormula } from "@/lib/traits/print-formula";

/** A definition in plain English: "Sum of total of Order Completed in the last 90 days." */
export function describeDefinition(definition: TraitDefinition, names?: Names): string {
	switch (definition.kind) {
		case "aggregate": {
			const window = describeWindow(definition.window);
			const text = `${describeMeasure(definition.measure)} ${describeChoice(definition)}`;
			return sentence(window === "" ? text : `${text}, ${window}`);
		}
		case "formula":
			return `${printFormula(definition.formula)}`;
		case "score":
			return describeScore(definition);
		case "stage":
			return definition.stages
				.map(({ name, rule }, index) => {
					const otherwise = index === 0 ? "" : "otherwise ";
					if (isEveryone(rule)) return `${otherwise}“${name}” for everyone${index === 0 ? "" : " else"}`;
					const who = describeRule(rule, names)
						.replace(/^People /, "")
						.replace(/\.$/, "");
					return `${otherwise}“${name}” for people ${who}`;
				})
				.join("; ")
				.replace(/^/, "The first that applies: ")
				.concat(".");
		default:
			return assertNever(definition);
	}
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function describeMeasure(measure: TraitMeasure): string {
	switch (measure.kind) {
		case "count":
			return "number of";
		case "sum":
			return `sum of ${measure.property} of`;
		case "avg":
			return `average ${measure.property} of`;
		case "min":
			return `smallest ${measure.property} of`;
		case "max":
			return `largest ${measure.property} of`;
		case "firstTime":
			return "time of the first";
		case "lastTime":
			return "time of the latest";
		case "first":
			return `${measure.property} of the first`;
		case "last":
			return `${measure.property} of the latest`;
		case "mostFrequent":
			return `most frequent ${measure.property} of`;
		case "uniqueList":
			return `list of different ${measure.property} of`;
		case "uniqueCount":
			return `number of different ${measure.property} of`;
		default:
			return assertNever(measure);
	}
}

function describeScore({ events, halfLifeDays, window }: ScoreDefinition): string {
	const parts = events.map(
		(each) =>
			`${plainNumber(each.points)} ${Math.abs(each.points) === 1 ? "point" : "points"} for each ${describeChoice(each)}`,
	);
	const time = describeWindow(window);
	const fades =
		halfLifeDays === null
			? "points do not fade"
			: `points lose half their worth every ${halfLifeDays === 1 ? "day" : `${halfLifeDays} days`}, at midnight`;
	return `${parts.join(", ")}${time === "" ? "" : ` ${time}`}; ${fades}.`;
}
