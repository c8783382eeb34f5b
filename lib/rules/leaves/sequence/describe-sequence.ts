import { describeChoice, describeDuration, describeWindow } from "@/lib/rules/describe/describe-parts";
import type { SequenceLeaf } from "@/lib/rules/rule";

/** "with the sequence Cart Updated, then within 7 days not Order Completed, in the last 30 days". */
export function describeSequence({ operator, steps, window, withinTotal, soFar }: SequenceLeaf): string {
	const parts = steps.map((step, index) => {
		const then = index === 0 ? "" : "then ";
		const within = step.within ? `within ${describeDuration(step.within)} ` : "";
		return `${then}${within}${step.not ? "not " : ""}${describeChoice(step)}`;
	});
	const time = describeWindow(window);
	const tail = [
		...(withinTotal ? [`all within ${describeDuration(withinTotal)} of the first`] : []),
		...(time === "" ? [] : [time]),
		...(soFar ? ["counting a wait that is not over as kept"] : []),
	];
	return [`${operator === "happened" ? "with" : "without"} the sequence ${parts.join(", ")}`, ...tail].join(
		", ",
	);
}
