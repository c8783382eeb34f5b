import { readMove, readUpdates } from "@/lib/destinations/catalog/iterable/read-outcome";
import {
	buildSubscribe,
	buildUnsubscribe,
	buildUpdateEmail,
	isByUserId,
} from "@/lib/destinations/catalog/iterable/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Connection,
	Conversation,
	Memory,
	Problem,
	RecordOutcome,
	Turn,
} from "@/lib/destinations/contract";

/** Iterable changes one address in a request: this many in a batch, the others with the next run. */
const maxMoves = 100;

/** Fields of Iterable's own: identifiers, and what says who may be messaged. */
const reserved = new Set([
	"email",
	"userId",
	"itblUserId",
	"emailListIds",
	"unsubscribedChannelIds",
	"unsubscribedMessageTypeIds",
	"subscribedMessageTypeIds",
	"itblInternal",
]);

function problemOf(connection: Connection, batch: Batch): Problem | null {
	const name = batch.fieldNames?.find((one) => reserved.has(one));
	if (name !== undefined) {
		return {
			class: "config",
			message: `Iterable keeps “${name}” for identifiers and subscriptions, which Muster does not change. Take it out of the mapping, or choose another name.`,
			detail: "a reserved field is mapped",
		};
	}
	const kind = isByUserId(connection) ? "user_id" : "email";
	if (connection.settings.projectType === "hybrid" || batch.rows.every((row) => row.kind === kind))
		return null;
	return {
		class: "config",
		message:
			kind === "user_id"
				? "This Iterable project identifies people by user ID. Create a sync that identifies them by your customer ID, or change the project type of the destination."
				: "This Iterable project identifies people by email. Create a sync that identifies them by email, or change the project type of the destination.",
		detail: `another identifier in a project by ${kind}`,
	};
}

/** By value, because rows may have been withheld since: whether each former address was changed. */
type Moved = Map<string, boolean>;

// Safe because only `keep` writes it.
const movedFrom = (memory: Memory | null): Moved =>
	new Map(JSON.parse(String(memory?.moved ?? "[]")) as [string, boolean][]);
const keep = (step: string, moved: Moved, more: Memory = {}): Memory => ({
	step,
	moved: JSON.stringify([...moved]),
	...more,
});

function canMove(row: BatchRow): row is BatchRow & { former: { value: string } } {
	return row.kind === "email" && row.former !== undefined;
}

/** Rows whose address is not changed in this batch, because there are too many. */
function postponed(batch: Batch): ReadonlySet<string> {
	return new Set(
		batch.rows
			.filter(canMove)
			.slice(maxMoves)
			.map(({ value }) => value),
	);
}

/** Users who keep the former identifier beside the one delivered to. */
function leftBehind(rows: readonly BatchRow[], moved: Moved): Pick<BatchRow, "kind" | "value">[] {
	return rows.flatMap(({ kind, value, former }) =>
		former && moved.get(value) !== true ? [{ kind, value: former.value }] : [],
	);
}

/**
 * Removing takes people off the list only. Adding first gives whoever changed their address the new one, then puts
 * everyone on the list with their fields, in one request, so that nobody is on it without them.
 */
export const deliverUsers: Conversation<Batch, BatchResult> = ({
	connection,
	input: batch,
	memory,
	answer,
}): Turn<BatchResult> => {
	const moved = movedFrom(memory);
	const later = batch.operation === "add" ? postponed(batch) : new Set<string>();
	const rows = batch.rows.filter(({ value }) => !later.has(value));
	if (!answer) {
		const problem = problemOf(connection, batch);
		if (problem) return { kind: "failed", problem };
	} else if (memory?.step === "deliver") {
		const read = readUpdates(answer, batch, rows);
		return read.ok
			? { kind: "done", value: withPostponed(batch, rows, read.value) }
			: { kind: "failed", problem: read.problem };
	} else if (memory?.step === "move") {
		const read = readMove(answer);
		if (!read.ok) return { kind: "failed", problem: read.problem };
		moved.set(String(memory.value), read.value);
	} else {
		// Only people the list holds can fail to leave it: whoever is not found there is not on it.
		const read = readUpdates(answer, { operation: "remove" }, []);
		if (!read.ok) return { kind: "failed", problem: read.problem };
		return subscribe(connection, batch, rows, moved);
	}
	if (batch.operation === "remove") {
		const request = buildUnsubscribe(connection, batch.audience.id, rows);
		return { kind: "ask", request, memory: keep("deliver", moved) };
	}
	const next = rows.filter(canMove).find(({ value }) => !moved.has(value));
	if (next) {
		const request = buildUpdateEmail(connection, next.former.value, next.value);
		return { kind: "ask", request, memory: keep("move", moved, { value: next.value }) };
	}
	const left = leftBehind(rows, moved);
	if (left.length > 0) {
		const request = buildUnsubscribe(connection, batch.audience.id, left);
		return { kind: "ask", request, memory: keep("left", moved) };
	}
	return subscribe(connection, batch, rows, moved);
};

function subscribe(
	connection: Connection,
	batch: Batch,
	rows: readonly BatchRow[],
	moved: Moved,
): Turn<BatchResult> {
	return {
		kind: "ask",
		request: buildSubscribe(connection, batch, rows),
		memory: keep("deliver", moved),
	};
}

/** The outcomes of the rows sent, at their places in the batch. */
function withPostponed(batch: Batch, rows: readonly BatchRow[], result: BatchResult): BatchResult {
	const placeOf = new Map(batch.rows.map((row, index) => [row, index]));
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, outcome] of result.byIndex) {
		const row = rows[index];
		const place = row && placeOf.get(row);
		if (place !== undefined) byIndex.set(place, outcome);
	}
	const sent = new Set(rows);
	for (const [index, row] of batch.rows.entries()) {
		if (sent.has(row)) continue;
		byIndex.set(index, {
			kind: "rejected",
			reason: "Iterable changes addresses one by one; this one follows with a later run.",
			isRetryable: true,
		});
	}
	return { ...result, byIndex };
}
