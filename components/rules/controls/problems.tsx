import { CircleAlert } from "lucide-react";

const stillToChoose = /⟨.*⟩|^Choose a (segment|list)$/;

/**
 * Problems, right under the condition they are in. What is only still to be chosen is not one of them: the
 * control itself shows it, and a condition that was just added is not a mistake.
 */
export function Problems({ problems }: { problems: readonly { message: string }[] }) {
	const messages = new Set(
		problems.map(({ message }) => message).filter((message) => !stillToChoose.test(message)),
	);
	if (messages.size === 0) return null;
	return (
		<ul className="grid gap-0.5">
			{[...messages].map((message) => (
				<li key={message} className="flex items-start gap-1.5 text-destructive text-sm">
					<CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
					{message}
				</li>
			))}
		</ul>
	);
}
