import { readCreatedContacts, readMembership } from "@/lib/destinations/catalog/mailchimp/read-outcome";
import { isThere, readContact, rejectionOf } from "@/lib/destinations/catalog/mailchimp/read-problem";
import {
	buildCreateContacts,
	buildMembership,
	buildMoveContact,
	buildUpdateContact,
	contactHash,
} from "@/lib/destinations/catalog/mailchimp/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Conversation,
	RecordOutcome,
	Said,
	Turn,
} from "@/lib/destinations/contract";

/** `isMoved`: whether the contact with the former address got this one; absent: it was not asked to. */
type Settled = { isMoved?: boolean } & ({ outcome: RecordOutcome } | { isToUpdate: boolean } | object);
/** What is known of contacts so far, by address: rows may be taken out between two turns. */
type Known = Record<string, Settled>;
type Step = "move" | "create" | "update" | "membership";
type Delivery = Said<Batch>;

const unspoken: RecordOutcome = {
	kind: "unclear",
	reason: "Mailchimp's answer does not mention this person.",
};

function keyOf({ value }: BatchRow): string {
	return value.toLowerCase();
}

/** Rows that Mailchimp takes for one contact are sent once. */
function distinct(rows: readonly BatchRow[]): BatchRow[] {
	return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

function movedFrom(one: Settled | undefined): { isMoved?: boolean } {
	return one?.isMoved === undefined ? {} : { isMoved: one.isMoved };
}

function hasFields({ fields }: BatchRow): boolean {
	return fields !== undefined && Object.keys(fields).length > 0;
}

/**
 * Contacts first, then the tag. Those unknown are created in one request, which leaves alone whoever is there; their
 * fields are brought up to date one by one, because only that request can leave a status as it is.
 */
export const deliverContacts: Conversation<Batch, BatchResult> = (said): Turn<BatchResult> => {
	const { input, memory, answer } = said;
	if (!answer || !memory) {
		if (input.operation === "remove") return askMembership(said, {}, input.rows);
		return advance(said, "move", {});
	}
	// Safe because this conversation wrote both.
	const known = JSON.parse(String(memory.known)) as Known;
	const step = String(memory.step) as Step;
	if (step === "membership") return finish(said, known);
	if (step === "create") {
		const read = readCreatedContacts(answer);
		if (!read.ok) return { kind: "failed", problem: read.problem };
		const { taken, errors } = read.value;
		for (const row of input.rows) {
			const key = keyOf(row);
			const error = errors.get(key);
			if (taken.has(key)) known[key] = { ...movedFrom(known[key]), isToUpdate: false };
			else if (error === undefined) known[key] = { outcome: unspoken };
			else if (isThere(error)) known[key] = { ...movedFrom(known[key]), isToUpdate: hasFields(row) };
			else known[key] = { outcome: rejectionOf(error) };
		}
		return advance(said, "update", known);
	}
	const key = String(memory.key);
	const read = readContact(answer);
	if (!read.ok) return { kind: "failed", problem: read.problem };
	// A contact that cannot be moved stays where it is: there may be another one with the new address.
	if (step === "move") known[key] = { isMoved: read.value === null };
	else known[key] = read.value ? { outcome: read.value } : { ...movedFrom(known[key]), isToUpdate: false };
	return advance(said, step, known);
};

/** The next request from a step on, for the rows that are left. */
function advance(said: Delivery, from: Step, known: Known): Turn<BatchResult> {
	const { connection, input } = said;
	const rows = distinct(input.rows);
	const remember = (step: Step, key = "") => ({ step, key, known: JSON.stringify(known) });
	if (from === "move") {
		const row = rows.find((one) => one.former && known[keyOf(one)] === undefined);
		if (row?.former) {
			const request = buildMoveContact(connection, row.former.value, row.value);
			return { kind: "ask", request, memory: remember("move", keyOf(row)) };
		}
		if (!input.isUpdateOnly) {
			return { kind: "ask", request: buildCreateContacts(connection, rows), memory: remember("create") };
		}
		for (const row of rows)
			known[keyOf(row)] = { ...movedFrom(known[keyOf(row)]), isToUpdate: hasFields(row) };
	}
	const next = rows.find((row) => {
		const one = known[keyOf(row)];
		return one !== undefined && "isToUpdate" in one && one.isToUpdate;
	});
	if (next) {
		const request = buildUpdateContact(connection, next, input.isUpdateOnly === true);
		return { kind: "ask", request, memory: remember("update", keyOf(next)) };
	}
	return askMembership(
		said,
		known,
		rows.filter((row) => {
			const one = known[keyOf(row)];
			return one !== undefined && !("outcome" in one);
		}),
	);
}

function askMembership(said: Delivery, known: Known, rows: readonly BatchRow[]): Turn<BatchResult> {
	const { connection, input } = said;
	if (rows.length === 0) return { kind: "done", value: resultOf(input, known, new Map()) };
	const request = buildMembership(connection, input.audience.id, input.operation, distinct(rows));
	return { kind: "ask", request, memory: { step: "membership", known: JSON.stringify(known) } };
}

function finish({ input, answer }: Delivery, known: Known): Turn<BatchResult> {
	if (!answer) throw new Error("The last turn of a delivery reads an answer");
	const read = readMembership(answer);
	return read.ok
		? { kind: "done", value: resultOf(input, known, read.value) }
		: { kind: "failed", problem: read.problem };
}

function resultOf(batch: Batch, known: Known, errors: ReadonlyMap<string, string>): BatchResult {
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, row] of batch.rows.entries()) {
		const one = known[keyOf(row)];
		const error = errors.get(keyOf(row));
		if (one && "outcome" in one) byIndex.set(index, one.outcome);
		else if (error === undefined)
			byIndex.set(index, {
				kind: "confirmed",
				remoteId: contactHash(row.value),
				...(row.former && one?.isMoved !== true ? { formerStays: true as const } : {}),
			});
		else if (batch.operation === "remove" || batch.isUpdateOnly) {
			byIndex.set(index, { kind: "missing", reason: "Not in the Mailchimp audience." });
		} else byIndex.set(index, rejectionOf(error));
	}
	return { others: "confirmed", byIndex, invalidCount: 0 };
}
