import type { Erasure } from "@/lib/privacy/api";

export type ErasureStep = {
	id: string;
	title: string;
	detail: string;
	state: "done" | "working" | "waiting";
	at: string | null;
};

const count = (n: number, one: string, many: string): string =>
	`${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** How far an erasure is, in the order in which it is read. */
export function prepareSteps(erasure: Erasure): ErasureStep[] {
	const isCleared = erasure.clearedAt !== null;
	return [
		{
			id: "identity",
			title: "Identifiers and contact data",
			detail: "Deleted. The person is in no segment and no count.",
			state: "done",
			at: erasure.requestedAt,
		},
		...erasure.removals.map((removal): ErasureStep => {
			const parts = [];
			if (removal.removed > 0) parts.push(`${count(removal.removed, "identifier", "identifiers")} removed.`);
			if (removal.shared > 0)
				parts.push(
					`${count(removal.shared, "identifier stays", "identifiers stay")}, because another person who is delivered has the same.`,
				);
			if (removal.pending > 0)
				parts.push(
					`${count(removal.pending, "identifier", "identifiers")} not confirmed yet. ${removal.reason ?? ""}`.trim(),
				);
			if (parts.length === 0) parts.push("Nothing was held there.");
			return {
				id: removal.syncId,
				title: `${removal.destinationName} · ${removal.syncName}`,
				detail: parts.join(" "),
				state: removal.confirmedAt ? "done" : removal.reason ? "waiting" : "working",
				at: removal.confirmedAt ?? removal.checkedAt,
			};
		}),
		{
			id: "history",
			title: "Events, traits and consent",
			detail: isCleared
				? `${count(erasure.rowsErased, "row", "rows")} deleted. A recount found none left.`
				: "Being deleted. A recount a minute after the request makes sure that nothing arrived meanwhile.",
			state: isCleared ? "done" : "working",
			at: erasure.clearedAt,
		},
	];
}

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
		...prepareSteps(erasure).map(
			(step) =>
				`${step.state === "done" ? "[x]" : "[ ]"} ${step.title}: ${step.detail} (${step.at ?? "not yet"})`,
		),
	];
	return `${lines.join("\n")}\n`;
}
