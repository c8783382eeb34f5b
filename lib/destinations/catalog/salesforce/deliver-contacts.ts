import { z } from "zod";
import { reserved } from "@/lib/destinations/catalog/salesforce/read-fields";
import {
	goneCampaign,
	readContacts,
	readMembers,
	readSaved,
	type Saved,
} from "@/lib/destinations/catalog/salesforce/read-outcome";
import {
	buildCreate,
	buildFindMembers,
	buildJoin,
	buildLeave,
	buildLookUp,
	buildUpdate,
	identifierField,
} from "@/lib/destinations/catalog/salesforce/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Conversation,
	Problem,
	RecordOutcome,
	RequestDescription,
	Said,
	Turn,
} from "@/lib/destinations/contract";

/** An address with its headers may be 16,384 bytes long (developer.salesforce.com, request limits). */
const longestQuery = 9_000;

/** What is known so far, by identifier: rows may be left out between two turns. `sent`: in the order of the request. */
const progress = z.object({
	found: z.record(z.string(), z.string()),
	written: z.record(z.string(), z.string()),
	settled: z.record(z.string(), z.tuple([z.enum(["missing", "rejected", "retry"]), z.string()])),
	joined: z.array(z.string()),
	sent: z.array(z.string()),
	members: z.array(z.tuple([z.string(), z.string()])),
	/** How often a creation ended in an error that says nothing of it. */
	creations: z.number(),
});
const maxCreations = 3;
const lookAgainMs = 5_000;
type Progress = z.output<typeof progress>;
type Step = "look_up" | "update" | "create" | "join" | "members" | "leave";
const key = (value: string): string => value.toLowerCase();
const absent = "Salesforce has no contact with this identifier. Leads are not looked at.";

function distinct(rows: readonly BatchRow[]): BatchRow[] {
	return [...new Map(rows.map((row) => [key(row.value), row])).values()];
}

/** As many as fit into the address of one request. */
function fitting(values: readonly string[]): string[] {
	let length = 0;
	return values.filter((value, index) => {
		length += encodeURIComponent(value).length + 40;
		return index === 0 || length <= longestQuery;
	});
}

function turnOf(step: Step, request: RequestDescription, known: Progress): Turn<BatchResult> {
	return { kind: "ask", request, memory: { step, known: JSON.stringify(known) } };
}

function resultOf(batch: Batch, known: Progress): BatchResult {
	const joined = new Set(known.joined);
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, row] of batch.rows.entries()) {
		const settled = known.settled[key(row.value)];
		const id = known.written[key(row.value)];
		if (settled?.[0] === "missing") byIndex.set(index, { kind: "missing", reason: settled[1] });
		else if (settled)
			byIndex.set(index, { kind: "rejected", reason: settled[1], isRetryable: settled[0] === "retry" });
		else if (joined.has(key(row.value)))
			byIndex.set(index, {
				kind: "confirmed",
				...(id ? { remoteId: id } : {}),
				...(row.former && formerId(row, known) !== id ? { formerStays: true as const } : {}),
			});
	}
	return { others: "unclear", byIndex, invalidCount: 0 };
}

function toLookUp(rows: readonly BatchRow[], known: Progress): string[] {
	const wanted = rows.flatMap((row) => [key(row.value), ...(row.former ? [key(row.former.value)] : [])]);
	return fitting([...new Set(wanted)].filter((value) => known.found[value] === undefined));
}

/** The record that is found by the value the person had before; empty: there is none. */
function formerId({ former }: BatchRow, { found }: Pick<Progress, "found">): string {
	return former ? found[key(former.value)] || (former.remoteId ?? "") : "";
}

/** Where the row's record is, and whether it must get the new identifier. */
function recordOf(row: BatchRow, { found }: Progress): { id: string; isMoved: boolean } {
	const own = found[key(row.value)];
	if (own) return { id: own, isMoved: false };
	const former = formerId(row, { found });
	return { id: former, isMoved: former !== "" };
}

function nextAdd({ connection, input }: Said<Batch>, known: Progress): Turn<BatchResult> {
	const rows = distinct(input.rows);
	const [kind = "email"] = input.kinds;
	const field = identifierField(connection, kind);
	const unknown = toLookUp(rows, known);
	if (unknown.length > 0) return turnOf("look_up", buildLookUp(connection, field, unknown), known);
	const open = rows.filter((row) => !known.settled[key(row.value)]);
	const waiting = open.filter((row) => known.written[key(row.value)] === undefined);
	// A record that someone else of the batch is found by is theirs: it is not moved.
	const owned = new Set(rows.map((row) => known.found[key(row.value)]));
	const isThere = (row: BatchRow): boolean => {
		const { id, isMoved } = recordOf(row, known);
		return id !== "" && !(isMoved && owned.has(id));
	};
	const there = waiting.filter(isThere);
	const changing = there.filter(
		(row) => Object.keys(row.fields ?? {}).length > 0 || recordOf(row, known).isMoved,
	);
	for (const row of there)
		if (!changing.includes(row)) known.written[key(row.value)] = recordOf(row, known).id;
	if (changing.length > 0) {
		const updates = changing.map((row) => {
			const { id, isMoved } = recordOf(row, known);
			return { row, id, moved: isMoved ? field : null };
		});
		known.sent = changing.map((row) => key(row.value));
		return turnOf("update", buildUpdate(connection, updates), known);
	}
	const fresh = waiting.filter((row) => !isThere(row) && known.written[key(row.value)] === undefined);
	if (input.isUpdateOnly) {
		for (const row of fresh) known.settled[key(row.value)] = ["missing", absent];
	} else if (fresh.length > 0) {
		known.sent = fresh.map((row) => key(row.value));
		return turnOf("create", buildCreate(connection, field, fresh), known);
	}
	const joining = open.filter(
		(row) => known.written[key(row.value)] !== undefined && !known.joined.includes(key(row.value)),
	);
	if (joining.length === 0) return { kind: "done", value: resultOf(input, known) };
	const ids = joining.map((row) => known.written[key(row.value)] ?? "");
	known.sent = joining.map((row) => key(row.value));
	return turnOf("join", buildJoin(connection, input.audience.id, ids), known);
}

function nextRemove({ connection, input }: Said<Batch>, known: Progress): Turn<BatchResult> {
	const [kind = "email"] = input.kinds;
	const field = identifierField(connection, kind);
	const rows = distinct(input.rows);
	const unknown = fitting(rows.map((row) => key(row.value)).filter((one) => known.found[one] === undefined));
	if (unknown.length > 0) {
		const asked = new Set(unknown);
		const ids = rows.flatMap((row) => (asked.has(key(row.value)) && row.remoteId ? row.remoteId : []));
		known.sent = unknown;
		const request = buildFindMembers(connection, field, input.audience.id, { ids, values: unknown });
		return turnOf("members", request, known);
	}
	const open = new Set(
		rows.map((row) => key(row.value)).filter((one) => !known.settled[one] && !known.joined.includes(one)),
	);
	const leaving = known.members.filter(([value]) => open.has(value)).slice(0, 200);
	if (leaving.length === 0) return { kind: "done", value: resultOf(input, known) };
	known.sent = leaving.map(([value]) => value);
	return turnOf(
		"leave",
		buildLeave(
			connection,
			leaving.map(([, id]) => id),
		),
		known,
	);
}

function keepSaved(step: Step, known: Progress, answers: readonly Saved[]): Problem | null {
	for (const [index, { id, code, reason, isRetryable, fields }] of answers.entries()) {
		const value = known.sent[index] ?? "";
		const isGone = code === "ENTITY_IS_DELETED" || code === "INVALID_CROSS_REFERENCE_KEY";
		if (step === "join" && isGone && fields.includes("CampaignId")) return goneCampaign;
		if (step === "join" && (code === null || code === "DUPLICATE_VALUE")) known.joined.push(value);
		else if (step === "leave" && (code === null || isGone)) known.joined.push(value);
		else if (step === "update" && isGone)
			known.settled[value] = ["retry", "The contact was deleted in Salesforce in this moment."];
		else if (code !== null) known.settled[value] = [isRetryable || isGone ? "retry" : "rejected", reason];
		else if (id !== null) known.written[value] = id;
	}
	return null;
}

/**
 * Brings contacts up to date, creates them where that is wanted, and makes them members of the campaign, or ends their
 * membership. Salesforce answers in the order of what was sent.
 */
export const deliverContacts: Conversation<Batch, BatchResult> = (said): Turn<BatchResult> => {
	const { connection, input, memory, answer } = said;
	const next = (known: Progress) => (input.operation === "add" ? nextAdd : nextRemove)(said, known);
	const forbidden = input.fieldNames?.find((name) => reserved.test(name));
	if (forbidden !== undefined) {
		const message = `Muster never writes Salesforce’s field ${forbidden}: it finds the contact, or says whether someone may be messaged. Take it out of the mapping.`;
		return { kind: "failed", problem: { class: "config", message, detail: "a reserved field" } };
	}
	if (!answer || !memory)
		return next({ found: {}, written: {}, settled: {}, joined: [], sent: [], members: [], creations: 0 });
	const known = progress.parse(JSON.parse(String(memory.known)));
	// Safe because only `turnOf` writes it.
	const step = memory.step as Step;
	const [kind = "email"] = input.kinds;
	const field = identifierField(connection, kind);
	if (step === "look_up") {
		const read = readContacts(answer, field);
		if (!read.ok) return { kind: "failed", problem: read.problem };
		const asked = toLookUp(distinct(input.rows), known);
		for (const { id, value } of read.value.contacts) {
			if (known.found[value] && known.found[value] !== id)
				known.settled[value] = [
					"retry",
					"Salesforce has several contacts with this identifier. Merge them there.",
				];
			known.found[value] = id;
		}
		// What a cut answer did not name is asked for again.
		if (read.value.isWhole || read.value.contacts.length === 0)
			for (const value of asked) known.found[value] ??= "";
		return next(known);
	}
	if (step === "members") {
		const read = readMembers(answer, field);
		if (!read.ok) return { kind: "failed", problem: read.problem };
		const byId = new Map(input.rows.flatMap((row) => (row.remoteId ? [[row.remoteId, key(row.value)]] : [])));
		for (const value of known.sent) known.found[value] = "";
		for (const member of read.value.members) {
			const value = known.sent.includes(member.value) ? member.value : byId.get(member.contactId);
			if (value !== undefined) {
				known.found[value] = member.contactId;
				known.members.push([value, member.id]);
			}
		}
		for (const value of known.sent)
			if (known.found[value] === "") known.settled[value] = ["missing", "Not a member of the campaign."];
		return next(known);
	}
	const read = readSaved(answer, known.sent.length);
	if (!read.ok && step === "create" && read.problem.class === "transient" && known.creations < maxCreations) {
		// They may exist all the same: nobody is created again before they were looked for.
		known.creations++;
		for (const value of known.sent) delete known.found[value];
		const turn = next(known);
		return turn.kind === "ask" ? { ...turn, kind: "wait", ms: lookAgainMs } : turn;
	}
	if (!read.ok) return { kind: "failed", problem: read.problem };
	const problem = keepSaved(step, known, read.value);
	return problem ? { kind: "failed", problem } : next(known);
};
