import { escapeSlack } from "@/lib/destinations/catalog/slack/escape-slack";
import type { Batch } from "@/lib/destinations/contract";
import { countText } from "@/lib/kernel/number-text";

/** The mark that tells audiences of one name apart at a network; no one reads it in a channel. */
const mark = / \(Muster \w{6}\)$/;

/** How many people entered or left, and nothing about any of them: a channel is read by many. */
export function digestText({ operation, audience, rows }: Batch): string {
	// Someone with two identifiers is one person; whoever is erased has no number and is one of their own.
	const people = new Map(
		rows.map((row, index) => [row.occurrence?.personId ?? `erased ${index}`, row.occurrence?.change]),
	);
	const change = operation === "remove" ? "left" : "entered";
	const name = audience.name.replace(mark, "").replace(/\s+/gu, " ").trim();
	return escapeSlack(
		`${countText(people.size)} ${people.size === 1 ? "person" : "people"} ${change} ${name}`,
	);
}
