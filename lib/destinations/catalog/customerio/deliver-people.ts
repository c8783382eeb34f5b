import {
	readIdentified,
	readMembers,
	readSearch,
	readSegment,
} from "@/lib/destinations/catalog/customerio/read-outcome";
import {
	buildIdentify,
	buildMembers,
	buildSearch,
	buildSegment,
	columnOf,
	type Identified,
} from "@/lib/destinations/catalog/customerio/to-requests";
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

/** Customer.io publishes no limit for the conditions of a search; a URL-sized filter is what its own screens make. */
const searchedAtOnce = 100;

/** Attributes that say who may be messaged, or that Customer.io keeps for itself. */
const reserved = new Set([
	"id",
	"email",
	"phone",
	"cio_id",
	"unsubscribed",
	"cio_subscription_preferences",
	"_update",
]);

/** What was learned in earlier turns, by value, because rows may have been withheld since. */
type Known = {
	/** Customer.io's ids of people; null: there is no such person. */
	found: Map<string, string | null>;
	refused: Map<string, string>;
};

// Safe because only `keep` writes these.
const entriesOf = <T>(text: unknown): [string, T][] => JSON.parse(String(text ?? "[]")) as [string, T][];

function knownFrom(memory: Memory | null): Known {
	return { found: new Map(entriesOf(memory?.found)), refused: new Map(entriesOf(memory?.refused)) };
}

function keep(step: string, { found, refused }: Known): Memory {
	return { step, found: JSON.stringify([...found]), refused: JSON.stringify([...refused]) };
}

/** The values whose people must be looked up before anything is written. */
function searched({ rows, isUpdateOnly }: Batch): string[] {
	return rows.flatMap(({ value, former }) => (former ? [former.value, value] : isUpdateOnly ? [value] : []));
}

/** Who is written, and as whom: whoever has a record under the former value keeps it. */
function identifiedIn(batch: Batch, { found }: Known): Identified[] {
	return batch.rows.flatMap((row): Identified[] => {
		const before = row.former ? found.get(row.former.value) : null;
		const isThere = Boolean(found.get(row.value));
		if (before && !isThere) return [{ row, cioId: before }];
		return batch.isUpdateOnly && !isThere ? [] : [{ row, cioId: null }];
	});
}

/** Values that another record has beside the one of the new value: they leave the segment. */
function leftBehind(batch: Batch, { found }: Known): string[] {
	return batch.rows.flatMap(({ value, former }) =>
		former && found.get(former.value) && found.get(value) && found.get(former.value) !== found.get(value)
			? [former.value]
			: [],
	);
}

function mappingProblem(batch: Batch): Problem | null {
	const name = batch.fieldNames?.find((one) => reserved.has(one));
	if (name === undefined) return null;
	return {
		class: "config",
		message: `Customer.io keeps “${name}” for identifiers and subscriptions, which Muster does not change. Take it out of the mapping, or choose another name.`,
		detail: "a reserved attribute is mapped",
	};
}

function outcomeOf(
	row: BatchRow,
	batch: Batch,
	known: Known,
	writes: ReadonlySet<string>,
): RecordOutcome | null {
	const reason = known.refused.get(row.value);
	if (reason !== undefined) {
		return { kind: "rejected", reason: `Customer.io rejected this person: ${reason}`, isRetryable: false };
	}
	if (batch.isUpdateOnly && !writes.has(row.value)) {
		return { kind: "missing", reason: "There is no such person in Customer.io." };
	}
	return null;
}

function settle(batch: Batch, known: Known): Turn<BatchResult> {
	const writes = new Set(identifiedIn(batch, known).map(({ row }) => row.value));
	const byIndex = batch.rows.flatMap((row, index): [number, RecordOutcome][] => {
		const outcome = outcomeOf(row, batch, known, writes);
		return outcome ? [[index, outcome]] : [];
	});
	// Customer.io applies what it took a little later, and says nothing of people it has suppressed.
	return { kind: "done", value: { others: "accepted", byIndex: new Map(byIndex), invalidCount: 0 } };
}

function next(connection: Connection, batch: Batch, known: Known, done: string): Turn<BatchResult> {
	const kind = batch.rows[0]?.kind ?? "";
	const segmentId = batch.audience.id;
	if (batch.operation === "remove") {
		if (done === "members") return settle(batch, known);
		const values = batch.rows.map(({ value }) => value);
		return {
			kind: "ask",
			request: buildMembers(connection, segmentId, "remove", kind, values),
			memory: keep("members", known),
		};
	}
	if (done === "segment" || done === "search") {
		const missing = [...new Set(searched(batch))].filter((value) => !known.found.has(value));
		if (missing.length > 0) {
			const request = buildSearch(connection, kind, missing.slice(0, searchedAtOnce));
			return { kind: "ask", request, memory: keep("search", known) };
		}
		const people = identifiedIn(batch, known);
		if (people.length === 0) return settle(batch, known);
		return {
			kind: "ask",
			request: buildIdentify(connection, batch, people),
			memory: keep("identify", known),
		};
	}
	if (done === "identify") {
		const values = identifiedIn(batch, known).flatMap(({ row }) =>
			known.refused.has(row.value) ? [] : [row.value],
		);
		if (values.length > 0) {
			return {
				kind: "ask",
				request: buildMembers(connection, segmentId, "add", kind, values),
				memory: keep("members", known),
			};
		}
	}
	const left = done === "left" ? [] : leftBehind(batch, known);
	if (left.length === 0) return settle(batch, known);
	return {
		kind: "ask",
		request: buildMembers(connection, segmentId, "remove", kind, left),
		memory: keep("left", known),
	};
}

/**
 * Adding: the segment is looked at, people whose record may have to be moved or must be there already are looked up,
 * everyone is identified, because the segment ignores people it does not know, and then they join it. Removing takes
 * them out of the segment only.
 */
export const deliverPeople: Conversation<Batch, BatchResult> = ({
	connection,
	input: batch,
	memory,
	answer,
}): Turn<BatchResult> => {
	if (!answer) {
		const problem = mappingProblem(batch);
		if (problem) return { kind: "failed", problem };
		const request = buildSegment(connection, batch.audience.id);
		return { kind: "ask", request, memory: { step: "segment" } };
	}
	const known = knownFrom(memory);
	const step = String(memory?.step ?? "");
	const problem = hear(step, batch, known, answer);
	return problem ? { kind: "failed", problem } : next(connection, batch, known, step);
};

/** Adds to what is known what the answer says. */
function hear(
	step: string,
	batch: Batch,
	known: Known,
	answer: Parameters<typeof readMembers>[0],
): Problem | null {
	switch (step) {
		case "segment": {
			const segment = readSegment(answer);
			return segment.ok ? null : segment.problem;
		}
		case "search": {
			const read = readSearch(answer, columnOf(batch.rows[0]?.kind ?? ""));
			if (!read.ok) return read.problem;
			const asked = [...new Set(searched(batch))].filter((value) => !known.found.has(value));
			for (const value of asked.slice(0, searchedAtOnce))
				known.found.set(value, read.value.get(value) ?? null);
			return null;
		}
		case "identify": {
			const people = identifiedIn(batch, known);
			const read = readIdentified(answer, people.length);
			if (!read.ok) return read.problem;
			for (const [index, reason] of read.value) {
				const person = people[index];
				if (person) known.refused.set(person.row.value, reason);
			}
			return null;
		}
		default: {
			const read = readMembers(answer);
			return read.ok ? null : read.problem;
		}
	}
}
