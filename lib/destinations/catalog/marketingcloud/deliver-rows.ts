import {
	readAccepted,
	readProblem,
	readResults,
	readStatus,
} from "@/lib/destinations/catalog/marketingcloud/read-answers";
import {
	buildResults,
	buildStatus,
	buildUpsert,
} from "@/lib/destinations/catalog/marketingcloud/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Conversation,
	Memory,
	RecordOutcome,
	Turn,
} from "@/lib/destinations/contract";

const pollMs = 1_000;
const longestPollMs = 15_000;
/** About fifteen minutes: what is not known by then is asserted again later. */
const maxPolls = 64;

/** What is kept between turns. Rows may be lost meanwhile, so what was sent is kept by value, never by position. */
type Kept = { step: "rows" | "status" | "results"; sent: string[]; requestId: string; polls: number };

const keep = (kept: Kept): Memory => ({ kept: JSON.stringify(kept) });
// Safe because only `keep` wrote it.
const recall = (memory: Memory | null): Kept | null =>
	memory ? (JSON.parse(String(memory.kept)) as Kept) : null;

/** One row for each key: a key that is in an upload twice would fail it as a whole. Keys are compared without case there. */
export function sentRows(rows: readonly BatchRow[]): BatchRow[] {
	const byKey = new Map<string, BatchRow>();
	for (const row of rows) if (!byKey.has(keyOf(row.value))) byKey.set(keyOf(row.value), row);
	return [...byKey.values()];
}

function keyOf(value: string): string {
	return value.toLowerCase();
}

/** Rows into a data extension, in three steps: hand them over, wait until they are written, hear of those that were not. */
export const deliverRows: Conversation<Batch, BatchResult> = ({ connection, input, memory, answer }) => {
	const kept = recall(memory);
	if (!kept || !answer) {
		const rows = sentRows(input.rows);
		return {
			kind: "ask",
			request: buildUpsert(connection, input.audience.id, rows, input.operation === "add"),
			memory: keep({ step: "rows", sent: rows.map(({ value }) => value), requestId: "", polls: 0 }),
		};
	}
	switch (kept.step) {
		case "rows": {
			const taken = readAccepted(answer);
			if (!taken.ok) return { kind: "failed", problem: taken.problem };
			const now: Kept = { ...kept, step: "status", requestId: taken.value };
			return { kind: "ask", request: buildStatus(connection, now.requestId), memory: keep(now) };
		}
		case "status": {
			const read = readStatus(answer);
			if (!read.ok) return { kind: "failed", problem: read.problem };
			if (read.value === "done") return settle(input, kept, () => ({ kind: "confirmed" }));
			if (read.value === "failed") return settle(input, kept, () => unclear);
			if (read.value === "has_errors") {
				const now: Kept = { ...kept, step: "results" };
				return { kind: "ask", request: buildResults(connection, now.requestId), memory: keep(now) };
			}
			const polls = kept.polls + 1;
			if (polls > maxPolls) return settle(input, kept, () => unclear);
			const ms = Math.min(pollMs * 2 ** (polls - 1), longestPollMs);
			const request = buildStatus(connection, kept.requestId);
			return { kind: "wait", ms, request, memory: keep({ ...kept, polls }) };
		}
		case "results": {
			const read = readResults(answer);
			if (!read.ok) return { kind: "failed", problem: read.problem };
			const { value: outcomes } = read;
			if (outcomes.length !== kept.sent.length) {
				if (outcomes.length === 0) return { kind: "failed", problem: readProblem(answer) };
				return settle(input, kept, () => unclear);
			}
			const byKey = new Map(kept.sent.map((value, index) => [keyOf(value), outcomes[index] ?? unclear]));
			return settle(input, kept, (value) => byKey.get(keyOf(value)) ?? unclear);
		}
	}
};

const unclear: RecordOutcome = {
	kind: "unclear",
	reason: "Marketing Cloud took this row without saying what became of it.",
};

function settle(input: Batch, kept: Kept, outcomeOf: (value: string) => RecordOutcome): Turn<BatchResult> {
	const sent = new Set(kept.sent.map(keyOf));
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, { value }] of input.rows.entries()) {
		const outcome = sent.has(keyOf(value)) ? outcomeOf(value) : unclear;
		if (outcome.kind !== "confirmed") byIndex.set(index, outcome);
	}
	return { kind: "done", value: { others: "confirmed", byIndex, invalidCount: 0 } };
}
