import { pluralText } from "@/lib/kernel/number-text";
import type { Erasure, ErasureRemoval } from "@/lib/privacy/api";
import { describeRemoval } from "@/lib/privacy/describe-removal";

export type ErasureStep = {
	id: string;
	title: string;
	detail: string;
	state: "done" | "working" | "waiting" | "given_up";
	at: string | null;
};

/** An erasure's progress, in reading order; `clock` formats an instant for the viewer. */
export function prepareSteps(erasure: Erasure, clock: (instant: string) => string): ErasureStep[] {
	const isCleared = erasure.clearedAt !== null;
	return [
		{
			id: "identity",
			title: "Identifiers and contact data",
			detail: "Deleted. The person is in no segment and no count.",
			state: "done",
			at: erasure.requestedAt,
		},
		...erasure.removals.map(
			(removal): ErasureStep => ({
				id: removal.syncId,
				title: `${removal.destinationName} · ${removal.syncName}`,
				detail: describeRemoval(removal, clock),
				state: stateOf(removal),
				at: removal.confirmedAt ?? removal.givenUpAt ?? removal.checkedAt,
			}),
		),
		{
			id: "history",
			title: "Events, traits and consent",
			detail: isCleared
				? `${pluralText(erasure.rowsErased, "row", "rows")} deleted. A recount found none left.`
				: "Being deleted. A recount a minute after the request makes sure that nothing arrived meanwhile.",
			state: isCleared ? "done" : "working",
			at: erasure.clearedAt,
		},
	];
}

function stateOf({ confirmedAt, givenUpAt, pending, reason }: ErasureRemoval): ErasureStep["state"] {
	if (confirmedAt) return "done";
	if (givenUpAt) return pending > 0 ? "given_up" : "done";
	return reason ? "waiting" : "working";
}

/** Destinations that were disconnected before they confirmed: what they hold of the person stays there. */
export function countGivenUp({ removals }: Pick<Erasure, "removals">): number {
	return removals.filter(({ givenUpAt, pending }) => givenUpAt !== null && pending > 0).length;
}

const marks: Record<ErasureStep["state"], string> = {
	done: "[x]",
	working: "[ ]",
	waiting: "[ ]",
	given_up: "[!]",
};

/** The receipt as a text file: what was erased, where and when, without naming the person. */
export function receiptText(erasure: Erasure, workspace: string): string {
	const lines = [
		`Receipt of an erasure · ${workspace}`,
		"",
		`Erasure: ${erasure.id}`,
		`Person: number ${erasure.profileId}${erasure.profiles > 1 ? `, with ${erasure.profiles - 1} merged` : ""}`,
		`Requested: ${erasure.requestedAt} by ${erasure.requestedBy}`,
		`Finished: ${erasure.finishedAt ?? "not yet"}`,
		"",
		...prepareSteps(erasure, (instant) => instant).map(
			(step) => `${marks[step.state]} ${step.title}: ${step.detail} (${step.at ?? "not yet"})`,
		),
	];
	return `${lines.join("\n")}\n`;
}
