import { z } from "zod";
import { flagOf } from "@/lib/destinations/catalog/postgres/to-requests";
import type {
	Batch,
	BatchResult,
	Connection,
	HttpResponse,
	Problem,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";
import type { TargetField, TargetType } from "@/lib/destinations/what-is-sent";

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
	426: {
		class: "config",
		message:
			"The server cannot be spoken to with TLS, or its certificate is not valid for this name. Enter the name it was issued for, and the certificate authority if it is your own.",
	},
};

function readProblem(answer: HttpResponse): Problem {
	const detail = `Postgres ${answer.headers["sql-state"] ?? answer.status}`;
	// What is wrong with the table, in the words of Muster's own client.
	if (answer.body !== "" && (answer.status === 409 || answer.status === 403))
		return { class: "config", message: answer.body, detail };
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

const columns = z.array(
	z.strictObject({
		name: z.string(),
		type: z.string(),
		isKey: z.boolean(),
		isRequired: z.boolean(),
		isGenerated: z.boolean(),
	}),
);

/** The columns of the customer's own table that a field can be mapped to. */
export function readColumnFields(
	answer: HttpResponse,
	_input: unknown,
	connection: Connection,
): Verdict<readonly TargetField[]> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const written = new Set([connection.settings.keyColumn, flagOf(connection)]);
	const parsed = columns.safeParse(JSON.parse(answer.body));
	if (!parsed.success) return { ok: false, problem: readProblem(answer) };
	const fields = parsed.data
		.filter(({ name, isGenerated }) => !isGenerated && !written.has(name))
		.map(({ name, type, isRequired, isKey }) => ({
			name,
			label: name,
			help: isRequired ? `${type}, needs a value` : type,
			type: targetType(type),
			// Where the identifier's own name names the column, a unique key may be it.
			...(isRequired && !isKey ? { isRequired: true } : {}),
			...lengthCheck(type),
		}));
	return { ok: true, value: fields };
}

/** What Muster knows a column's type as. */
function targetType(type: string): TargetType {
	if (/^(smallint|integer|bigint|numeric|real|double precision)\b/.test(type)) return "number";
	if (type === "boolean") return "boolean";
	if (/^(date|timestamp)\b/.test(type)) return "date";
	if (/\[\]$/.test(type)) return "list";
	if (/^(text|character|citext|name|uuid)\b/.test(type)) return "text";
	return "any";
}

/** Of `character varying(3)`: no longer than three characters. */
function lengthCheck(type: string): Pick<TargetField, "check"> {
	const longest = Number(/^character(?: varying)?\((\d+)\)$/.exec(type)?.[1] ?? 0);
	if (longest === 0) return {};
	return {
		check: (value) =>
			typeof value === "string" && [...value].length > longest ? `takes at most ${longest} characters` : null,
	};
}
