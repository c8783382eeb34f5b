import { CircleAlert } from "lucide-react";
import { unfilledPhrase } from "@/lib/segments/unfilled-name";

/** What is wrong, right under the condition it is wrong in. */
export function Problems({ problems }: { problems: readonly { message: string; part?: string }[] }) {
	if (problems.length === 0) return null;
	return (
		<ul className="grid gap-0.5">
			{[...new Set(problems.map(({ message }) => sayProblem(message)))].map((message) => (
				<li key={message} className="flex items-start gap-1.5 text-destructive text-sm">
					<CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
					{message}
				</li>
			))}
		</ul>
	);
}

/** A name that is still to be chosen is not an unknown one: the message says what to choose. */
function sayProblem(message: string): string {
	const unfilled = /⟨.*?⟩/.exec(message)?.[0];
	return unfilled === undefined ? message : `Choose ${unfilledPhrase(unfilled)}`;
}
