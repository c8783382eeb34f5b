import {
	foldValue,
	readCreated,
	readImportErrors,
	readJob,
	readProblem,
	readProfiles,
} from "@/lib/destinations/catalog/klaviyo/read-answers";
import {
	buildImport,
	buildImportErrors,
	buildJob,
	buildLeave,
	buildLookUp,
	buildMove,
} from "@/lib/destinations/catalog/klaviyo/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Connection,
	Conversation,
	Memory,
	RecordOutcome,
	Said,
	Turn,
} from "@/lib/destinations/contract";

/** Values of one filter (at most 100 in `any`), and an address that every proxy lets through. */
const valuesPerLookUp = 100;
const lookUpCharacters = 4_000;
/** Each is a request of its own: the others of a batch are moved with the next run. */
const maxMoves = 100;
const pollMs = 1_000;

/** What is kept between turns. Rows may be lost meanwhile, so everything is by value, never by position. */
type Kept = {
	step: "look" | "move" | "leave" | "import" | "job" | "errors";
	/** Ids of profiles by value; null: looked up, not there. */
	known: Record<string, string | null>;
	/** Former values that were moved or tried. */
	moved: string[];
	/** Ids taken out of the list because the person's new value has a profile of its own. */
	left: string[];
	moving: string;
	/** What the job was given, in order: its errors point into it. */
	sent: string[];
	job: string;
	polls: number;
	failed: number;
	/** The job did not account for every profile. */
	isDoubtful: boolean;
	refused: Record<string, string>;
};

const nothing: Kept = {
	step: "look",
	known: {},
	moved: [],
	left: [],
	moving: "",
	sent: [],
	job: "",
	polls: 0,
	failed: 0,
	isDoubtful: false,
	refused: {},
};

const keep = (kept: Kept): Memory => ({ kept: JSON.stringify(kept) });
// Safe because only `keep` wrote it.
const recall = (memory: Memory | null): Kept =>
	memory ? (JSON.parse(String(memory.kept)) as Kept) : nothing;

/** Profiles into a list by an import job, and out of it by their ids. */
export const deliverProfiles: Conversation<Batch, BatchResult> = (said) => {
	const kept = recall(said.memory);
	return said.answer ? hear({ ...said, answer: said.answer }, kept) : next(said, kept);
};

type Now = Pick<Said<Batch>, "connection" | "input">;

function hear(
	said: Said<Batch> & { answer: NonNullable<Said<Batch>["answer"]> },
	kept: Kept,
): Turn<BatchResult> {
	const { answer, input, connection } = said;
	switch (kept.step) {
		case "look": {
			const read = readProfiles(answer, kindOf(input));
			if (!read.ok) return { kind: "failed", problem: read.problem };
			const { found, next: cursor } = read.value;
			const known = { ...kept.known };
			for (const value of kept.sent) {
				const id = found.get(foldValue(kindOf(input), value));
				if (id !== undefined) known[value] = id;
				// Whoever is on no page is not there.
				else if (cursor === null) known[value] ??= null;
			}
			if (cursor === null) return next(said, { ...kept, known, sent: [] });
			const request = buildLookUp(connection, kindOf(input), kept.sent, cursor);
			return { kind: "ask", request, memory: keep({ ...kept, known }) };
		}
		case "move": {
			// 409: the new value belongs to another profile, which is left alone and delivered to.
			if (answer.status !== 200 && answer.status !== 409 && answer.status !== 404)
				return { kind: "failed", problem: readProblem(answer) };
			const row = input.rows.find(({ former }) => former?.value === kept.moving);
			const id = kept.known[kept.moving];
			const known = { ...kept.known };
			if (row && answer.status === 200) known[row.value] = id ?? null;
			if (row && answer.status === 409) known[row.value] = "another";
			if (answer.status !== 409) known[kept.moving] = null;
			return next(said, { ...kept, known, moved: [...kept.moved, kept.moving] });
		}
		case "leave": {
			if (answer.status !== 204) return { kind: "failed", problem: readProblem(answer) };
			return input.operation === "remove"
				? { kind: "done", value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } }
				: next(said, { ...kept, left: [...kept.left, ...kept.sent], sent: [] });
		}
		case "import": {
			const read = readCreated(answer, 202);
			if (!read.ok) return { kind: "failed", problem: read.problem };
			const now: Kept = { ...kept, step: "job", job: read.value };
			return { kind: "ask", request: buildJob(connection, now.job), memory: keep(now) };
		}
		case "job": {
			const read = readJob(answer);
			if (!read.ok) return { kind: "failed", problem: read.problem };
			const { status, total, completed, failed } = read.value;
			if (status === "working") {
				const polls = kept.polls + 1;
				const ms = Math.min(pollMs * 2 ** Math.min(polls - 1, 4), 15_000);
				const request = buildJob(connection, kept.job);
				return { kind: "wait", ms, request, memory: keep({ ...kept, polls }) };
			}
			const isDoubtful = status === "cancelled" || total !== kept.sent.length || completed + failed !== total;
			const now: Kept = { ...kept, step: "errors", failed, isDoubtful };
			if (failed === 0) return settle(input, now);
			return { kind: "ask", request: buildImportErrors(connection, now.job, null), memory: keep(now) };
		}
		case "errors": {
			const read = readImportErrors(answer);
			if (!read.ok) return { kind: "failed", problem: read.problem };
			const refused = { ...kept.refused };
			for (const { index, reason } of read.value.rows) {
				const value = kept.sent[index];
				if (value !== undefined) refused[value] ??= reason;
			}
			const now = { ...kept, refused };
			if (read.value.next === null) return settle(input, now);
			return {
				kind: "ask",
				request: buildImportErrors(connection, now.job, read.value.next),
				memory: keep(now),
			};
		}
	}
}

/** Looks up whoever must be known, moves profiles, then writes. */
function next({ connection, input }: Now, kept: Kept): Turn<BatchResult> {
	const isAdd = input.operation === "add";
	const unknown = input.rows
		.flatMap((row) => [
			...(!isAdd || input.isUpdateOnly || row.former ? [row.value] : []),
			...(row.former ? [row.former.value] : []),
		])
		.filter((value) => !(value in kept.known));
	if (unknown.length > 0) return lookUp(connection, input, unknown, kept);
	if (!isAdd) {
		const ids = [...new Set(input.rows.flatMap(({ value }) => kept.known[value] ?? []))];
		if (ids.length === 0)
			return { kind: "done", value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } };
		return {
			kind: "ask",
			request: buildLeave(connection, input.audience.id, ids),
			memory: keep({ ...kept, step: "leave" }),
		};
	}
	const toMove = input.rows.find(
		({ value, former }) =>
			former && !kept.moved.includes(former.value) && kept.known[former.value] && !kept.known[value],
	);
	if (toMove?.former && kept.moved.length < maxMoves) {
		const { value, kind, former } = toMove;
		return {
			kind: "ask",
			request: buildMove(connection, { id: kept.known[former.value] ?? "", kind, value }),
			memory: keep({ ...kept, step: "move", moving: former.value }),
		};
	}
	// The former profile of someone whose new value has a profile of its own must not stay in the list.
	const toLeave = input.rows.flatMap(({ value, former }) => {
		const id = former && kept.known[former.value];
		return id && kept.known[value] && id !== kept.known[value] && !kept.left.includes(id) ? [id] : [];
	});
	if (toLeave.length > 0) {
		return {
			kind: "ask",
			request: buildLeave(connection, input.audience.id, toLeave),
			memory: keep({ ...kept, step: "leave", sent: toLeave }),
		};
	}
	const rows = input.rows.filter((row) => !isHeldBack(input, row, kept));
	if (rows.length === 0) return settle(input, { ...kept, sent: [] });
	return {
		kind: "ask",
		request: buildImport(connection, input.audience.id, rows),
		memory: keep({ ...kept, step: "import", sent: rows.map(({ value }) => value) }),
	};
}

function lookUp(
	connection: Connection,
	input: Batch,
	unknown: readonly string[],
	kept: Kept,
): Turn<BatchResult> {
	const values: string[] = [];
	let characters = 0;
	for (const value of new Set(unknown)) {
		characters += encodeURIComponent(value).length + 9;
		if (values.length >= valuesPerLookUp || (values.length > 0 && characters > lookUpCharacters)) break;
		values.push(value);
	}
	return {
		kind: "ask",
		request: buildLookUp(connection, kindOf(input), values, null),
		memory: keep({ ...kept, step: "look", sent: values }),
	};
}

/** A batch holds one kind: a profile sync has one identifier. */
function kindOf(input: Batch): string {
	return input.rows[0]?.kind ?? input.kinds[0] ?? "email";
}

function isHeldBack(input: Batch, row: BatchRow, kept: Kept): boolean {
	return isUnmoved(row, kept) || (input.isUpdateOnly === true && !kept.known[row.value]);
}

function isUnmoved({ value, former }: BatchRow, kept: Kept): boolean {
	return Boolean(former && kept.known[former.value] && !kept.known[value]);
}

function settle(input: Batch, kept: Kept): Turn<BatchResult> {
	const sent = new Set(kept.sent);
	const named = Object.keys(kept.refused).length;
	// Failures that name no profile may be anyone's.
	const isDoubtful = kept.isDoubtful || named < kept.failed;
	const byIndex = new Map<number, RecordOutcome>();
	input.rows.forEach((row, index) => {
		const reason = kept.refused[row.value];
		if (reason !== undefined) byIndex.set(index, { kind: "rejected", reason, isRetryable: false });
		else if (isUnmoved(row, kept))
			byIndex.set(index, {
				kind: "rejected",
				reason: "Too many people changed their identifier at once. This one follows with the next run.",
				isRetryable: true,
			});
		else if (input.isUpdateOnly && !kept.known[row.value])
			byIndex.set(index, { kind: "missing", reason: "Klaviyo has no profile with this identifier." });
		else if (!sent.has(row.value) || isDoubtful)
			byIndex.set(index, {
				kind: "unclear",
				reason: "Klaviyo's import ended without saying what became of this profile.",
			});
	});
	return { kind: "done", value: { others: "confirmed", byIndex, invalidCount: 0 } };
}
