import { z } from "zod";
import type {
	Batch,
	BatchResult,
	HttpResponse,
	Problem,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";

const merged = z.strictObject({
	rows: z.number().int(),
	rejected: z.array(z.strictObject({ index: z.number().int().min(0), reason: z.string() })),
});

const cures: Record<number, Pick<Problem, "class" | "message">> = {
	401: {
		class: "auth",
		message: "The server did not accept the user name with this password. Enter them again.",
	},
	403: {
		class: "config",
		message: "The user may not create or write tables in the schema. GRANT USAGE, CREATE ON SCHEMA … to it.",
	},
	404: { class: "config", message: "There is no such database or schema. Create it, or enter another." },
	409: {
		class: "config",
		message:
			"The sync's table exists, but its identifier column is no unique key, so that rows cannot be merged. Add a unique key, or rename the table.",
	},
	426: {
		class: "config",
		message: "The server cannot be spoken to with TLS, or its certificate is not valid.",
	},
};

function readProblem(answer: HttpResponse): Problem {
	const detail = `Postgres ${answer.headers["sql-state"] ?? answer.status}`;
	const cure = cures[answer.status];
	if (cure) return { ...cure, detail };
	return {
		class: "transient",
		message: "The server did not write the rows. Muster retries automatically.",
		detail,
	};
}

export function readMerged(answer: HttpResponse, batch: Batch): Verdict<BatchResult> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	let body: unknown = null;
	try {
		body = JSON.parse(answer.body);
	} catch {
		// What cannot be read says nothing: refused below.
	}
	const parsed = merged.safeParse(body);
	if (!parsed.success || parsed.data.rows !== batch.rows.length)
		return { ok: false, problem: readProblem(answer) };
	const byIndex = parsed.data.rejected.map(({ index, reason }): [number, RecordOutcome] => [
		index,
		{ kind: "rejected", reason, isRetryable: false },
	]);
	return { ok: true, value: { others: "confirmed", byIndex: new Map(byIndex), invalidCount: 0 } };
}

export function readTest(answer: HttpResponse): Verdict<string> {
	if (answer.status === 200 && answer.headers["place"]) return { ok: true, value: answer.headers["place"] };
	return { ok: false, problem: readProblem(answer) };
}
