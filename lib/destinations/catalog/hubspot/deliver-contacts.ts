import { z } from "zod";
import {
	type BatchAnswer,
	readBatchAnswer,
	readMembership,
	readProblem,
} from "@/lib/destinations/catalog/hubspot/read-outcome";
import { reserved } from "@/lib/destinations/catalog/hubspot/read-properties";
import {
	buildLookUp,
	buildMembership,
	buildUpdate,
	buildUpsert,
} from "@/lib/destinations/catalog/hubspot/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Conversation,
	HttpResponse,
	Problem,
	RecordOutcome,
	RequestDescription,
	Turn,
	Verdict,
} from "@/lib/destinations/contract";

/** Most addresses in one look-up, as in every batch of contacts. */
const lookUpSize = 100;

/**
 * What is known so far, by address: rows may be left out between two turns, so positions would not stay true.
 * `found`: record ids, "" for none. `settled`: what has already become of someone.
 */
const progress = z.object({
	found: z.record(z.string(), z.string()),
	written: z.record(z.string(), z.string()),
	settled: z.record(z.string(), z.tuple([z.enum(["missing", "rejected", "retry", "unclear"]), z.string()])),
	joined: z.array(z.string()),
	/** Removals whose record is no longer there under its id: it may have been merged into another. */
	stale: z.array(z.string()),
});
type Progress = z.output<typeof progress>;
type Step = "look_up" | "move" | "write" | "list";

const key = (value: string): string => value.toLowerCase();
const unclear = "HubSpot said nothing of this contact.";

/** The rows, one for each address: HubSpot refuses a batch that names a record twice. */
function distinct(rows: readonly BatchRow[]): BatchRow[] {
	return [...new Map(rows.map((row) => [key(row.value), row])).values()];
}

/** Where the record of someone who changed their address is; undefined: not looked up yet. */
function formerId(row: BatchRow, { found }: Progress): string | undefined {
	return row.former ? (found[key(row.former.value)] ?? row.former.remoteId) : "";
}

/** Addresses whose records must be known before anything can be done. */
function toLookUp(batch: Batch, known: Progress): string[] {
	const wanted = new Set<string>();
	for (const row of distinct(batch.rows)) {
		const address = key(row.value);
		if (known.settled[address] || known.written[address] !== undefined) continue;
		if (batch.operation === "remove") {
			if (!row.remoteId || known.stale.includes(address)) wanted.add(address);
			continue;
		}
		if (batch.isUpdateOnly || row.former) wanted.add(address);
		if (row.former && formerId(row, known) === undefined) wanted.add(key(row.former.value));
	}
	return [...wanted].filter((address) => known.found[address] === undefined).slice(0, lookUpSize);
}

/** Whose record gets the new address: it is there under the former one, and nobody else has the new one. */
function toMove(batch: Batch, known: Progress): { row: BatchRow; id: string; isMoved: true }[] {
	return distinct(batch.rows).flatMap((row) => {
		const address = key(row.value);
		const id = formerId(row, known);
		if (!row.former || !id || known.settled[address] || known.written[address] !== undefined) return [];
		return known.found[address] ? [] : [{ row, id, isMoved: true as const }];
	});
}

function turnOf(step: Step, request: RequestDescription, known: Progress): Turn<BatchResult> {
	return { kind: "ask", request, memory: { step, known: JSON.stringify(known) } };
}

function resultOf(batch: Batch, known: Progress): BatchResult {
	const joined = new Set(known.joined);
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, row] of batch.rows.entries()) {
		const address = key(row.value);
		const settled = known.settled[address];
		const id = known.written[address];
		if (settled) {
			const [kind, reason] = settled;
			if (kind === "missing" || kind === "unclear") byIndex.set(index, { kind, reason });
			else byIndex.set(index, { kind: "rejected", reason, isRetryable: kind === "retry" });
		} else if (joined.has(address)) {
			const formerStays = row.former !== undefined && !(id && formerId(row, known) === id);
			byIndex.set(index, {
				kind: "confirmed",
				...(id ? { remoteId: id } : {}),
				...(formerStays ? { formerStays } : {}),
			});
		} else byIndex.set(index, { kind: "unclear", reason: unclear });
	}
	return { others: "unclear", byIndex, invalidCount: 0 };
}

/** The next request, or the end: each step is left out where nobody needs it. */
function next(said: Parameters<Conversation<Batch, BatchResult>>[0], known: Progress): Turn<BatchResult> {
	const { connection, input } = said;
	const unknown = toLookUp(input, known);
	if (unknown.length > 0) return turnOf("look_up", buildLookUp(connection, unknown), known);
	const isOpen = (row: BatchRow) => !known.settled[key(row.value)];
	const rows = distinct(input.rows);
	if (input.operation === "remove") {
		for (const row of rows) {
			const address = key(row.value);
			if (isOpen(row) && !known.joined.includes(address) && !idFor(input, row, known))
				known.settled[address] = ["missing", "HubSpot has no contact with this address."];
		}
	} else {
		const moving = toMove(input, known);
		if (moving.length > 0) return turnOf("move", buildUpdate(connection, moving), known);
		const waiting = rows.filter((row) => isOpen(row) && known.written[key(row.value)] === undefined);
		if (!input.isUpdateOnly) {
			if (waiting.length > 0) return turnOf("write", buildUpsert(connection, waiting), known);
		} else {
			const there = waiting.flatMap((row) => {
				const id = known.found[key(row.value)];
				if (id) return [{ row, id, isMoved: false }];
				known.settled[key(row.value)] = ["missing", "HubSpot has no contact with this address."];
				return [];
			});
			const hasFields = there.some(({ row }) => Object.keys(row.fields ?? {}).length > 0);
			if (hasFields) return turnOf("write", buildUpdate(connection, there), known);
			for (const { row, id } of there) known.written[key(row.value)] = id;
		}
	}
	const ids = new Set(
		rows.flatMap((row) => {
			const address = key(row.value);
			if (!isOpen(row) || known.joined.includes(address)) return [];
			return idFor(input, row, known) || [];
		}),
	);
	if (ids.size === 0) return { kind: "done", value: resultOf(input, known) };
	const { operation, audience } = input;
	return turnOf("list", buildMembership(connection, operation, audience.id, [...ids]), known);
}

function idFor(batch: Batch, row: BatchRow, { written, found }: Progress): string {
	const address = key(row.value);
	if (batch.operation === "add") return written[address] ?? "";
	// What was looked up counts more than what was known from before: records are merged there.
	return found[address] ?? row.remoteId ?? "";
}

function keepLookUp(batch: Batch, known: Progress, { written }: BatchAnswer): void {
	const ids = new Map(written.flatMap(({ id, emails }) => emails.map((email) => [email, id] as const)));
	for (const address of toLookUp(batch, known)) known.found[address] = ids.get(address) ?? "";
}

function keepWritten(
	sent: readonly { row: BatchRow; id?: string }[],
	known: Progress,
	{ written, refusals }: BatchAnswer,
	isMove: boolean,
): void {
	const ids = new Map(written.flatMap(({ id, emails }) => emails.map((email) => [email, id] as const)));
	const own = new Set(written.map(({ id }) => id));
	for (const { row, id } of sent) {
		const address = key(row.value);
		const refusal = refusals.find(({ traces }) =>
			traces.some((trace) => key(trace) === address || trace === id),
		);
		if (refusal && isMove && (refusal.isAbsent || refusal.isConflict)) {
			// The record is gone, or another one has the new address: whoever is there under it gets the rest.
			if (row.former) known.found[key(row.former.value)] = "";
		} else if (refusal?.isAbsent) {
			known.settled[address] = ["missing", "HubSpot has no such contact any more."];
		} else if (refusal) {
			known.settled[address] = [refusal.isRetryable ? "retry" : "rejected", refusal.reason];
		} else {
			const answered = ids.get(address) ?? (id !== undefined && own.has(id) ? id : undefined);
			if (answered === undefined) known.settled[address] = ["unclear", unclear];
			else known.written[address] = answered;
		}
	}
}

/** Rows that HubSpot's words about a refused batch name by their address. */
function withRows(problem: Problem, batch: Batch, answer: HttpResponse): Problem {
	if (problem.class !== "bad_batch") return problem;
	const words = answer.body.toLowerCase();
	const named = batch.rows.flatMap((row, index) =>
		words.includes(`"${key(row.value)}"`) || words.includes(`\\"${key(row.value)}\\"`)
			? [{ index, reason: "HubSpot refused this contact." }]
			: [],
	);
	return named.length > 0 && named.length < batch.rows.length ? { ...problem, rows: named } : problem;
}

/**
 * Brings contacts up to date and puts them into the list, or takes them out of it. Lists know record ids only: those
 * come from the upsert's answer, from before, or from a look-up by address.
 */
export const deliverContacts: Conversation<Batch, BatchResult> = (said): Turn<BatchResult> => {
	const { input, memory, answer } = said;
	const forbidden = input.fieldNames?.find((name) => reserved.test(name));
	if (forbidden !== undefined) {
		return {
			kind: "failed",
			problem: {
				class: "config",
				message: `Muster never writes HubSpot’s property ${forbidden}: it finds the contact, or says whether someone may be messaged. Take it out of the mapping.`,
				detail: "a reserved property",
			},
		};
	}
	if (!answer || !memory) return next(said, { found: {}, written: {}, settled: {}, joined: [], stale: [] });
	const known = progress.parse(JSON.parse(String(memory.known)));
	const failed = (read: Extract<Verdict<unknown>, { ok: false }>): Turn<BatchResult> => ({
		kind: "failed",
		problem: withRows(read.problem, input, answer),
	});
	if (memory.step === "list") {
		const read = readMembership(answer);
		if (!read.ok) return failed(read);
		for (const row of distinct(input.rows)) {
			const address = key(row.value);
			const id = idFor(input, row, known);
			if (!id || known.settled[address]) continue;
			if (!read.value.has(id)) known.joined.push(address);
			else if (input.operation === "add")
				known.settled[address] = ["retry", "The contact was deleted in HubSpot in this moment."];
			else if (known.found[address] === undefined) known.stale.push(address);
			else known.settled[address] = ["missing", "HubSpot has no such contact any more."];
		}
		return next(said, known);
	}
	const read = readBatchAnswer(answer);
	if (!read.ok) return failed(read);
	if (memory.step === "look_up") {
		// Nothing found and nothing missing: taken for "nobody is there", it would leave people in the list.
		if (read.value.written.length === 0 && read.value.refusals.length === 0)
			return { kind: "failed", problem: readProblem({ ...answer, status: 200, body: "" }) };
		keepLookUp(input, known, read.value);
	} else if (memory.step === "move") keepWritten(toMove(input, known), known, read.value, true);
	else {
		const sent = distinct(input.rows).flatMap((row) => {
			const address = key(row.value);
			if (known.settled[address] || known.written[address] !== undefined) return [];
			const id = input.isUpdateOnly ? known.found[address] : undefined;
			return [{ row, ...(id ? { id } : {}) }];
		});
		keepWritten(sent, known, read.value, false);
	}
	return next(said, known);
};
