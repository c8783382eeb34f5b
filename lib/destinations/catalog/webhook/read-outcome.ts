import { z } from "zod";
import type {
	Batch,
	BatchResult,
	HttpResponse,
	Problem,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

const rowErrors = z.object({
	errors: z.array(
		z.object({
			index: z.number().int().min(0),
			message: z.string().default(""),
			retryable: z.boolean().default(false),
		}),
	),
});

export function readProblem(answer: HttpResponse): Problem {
	const page = readPageText(answer);
	const detail = `HTTP ${answer.status}${page ? `: ${page}` : ""}`;
	switch (answer.status) {
		case 410:
			return {
				class: "disabled",
				message:
					"The receiver answered 410 Gone: it accepts no more messages. Connect a new address to continue.",
				detail,
			};
		case 401:
		case 403:
			return {
				class: "auth",
				message:
					"The receiver did not accept the signature. Check that both sides have the same signing secret.",
				detail,
			};
		case 408:
			return {
				class: "transient",
				message: "The receiver took too long. Muster retries automatically.",
				detail,
			};
		case 409:
		case 423:
		case 425:
			return {
				class: "transient",
				message: "The receiver is busy. Muster retries automatically.",
				detail,
			};
		case 429:
			return { class: "throttled", message: "The receiver asks Muster to slow down.", detail };
		case 400:
		case 413:
		case 422:
			return {
				class: "bad_batch",
				message: "The receiver found something wrong in the rows of this batch.",
				detail,
			};
		default:
			if (answer.status >= 500) {
				return {
					class: "transient",
					message: "The receiver had a problem. Muster retries automatically.",
					detail,
				};
			}
			if (answer.status >= 300 && answer.status < 400) {
				return {
					class: "config",
					message: "The address forwards elsewhere, which Muster does not follow. Enter the final address.",
					detail,
				};
			}
			return { class: "config", message: "The receiver refused the message. Check the address.", detail };
	}
}

export function readTest(answer: HttpResponse, url: string): Verdict<string> {
	if (answer.status >= 200 && answer.status < 300) return { ok: true, value: new URL(url).host };
	const problem = readProblem(answer);
	return {
		ok: false,
		problem:
			problem.class === "bad_batch"
				? {
						...problem,
						class: "config",
						message: "The receiver refused the test message. Check the address.",
					}
				: problem,
	};
}

/** 2xx is success; 207 may name rows that were not accepted. */
export function readBatch(answer: HttpResponse, batch: Batch): Verdict<BatchResult> {
	if (answer.status < 200 || answer.status >= 300) return { ok: false, problem: readProblem(answer) };
	if (answer.status !== 207) {
		return { ok: true, value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } };
	}
	let body: unknown = null;
	try {
		body = JSON.parse(answer.body);
	} catch {
		// Falls through to the refusal below: a 207 that cannot be read says nothing about any row.
	}
	const parsed = rowErrors.safeParse(body);
	if (!parsed.success || parsed.data.errors.some((error) => error.index >= batch.rows.length)) {
		return {
			ok: false,
			problem: {
				class: "transient",
				message: "The receiver answered 207 without a readable list of errors.",
				detail: `HTTP 207, ${answer.body.length} characters`,
			},
		};
	}
	return {
		ok: true,
		value: {
			others: "confirmed",
			byIndex: new Map(
				parsed.data.errors.map((error): [number, RecordOutcome] => [
					error.index,
					{
						kind: "rejected",
						reason: `The receiver rejected this row: ${error.message.slice(0, 200) || "no reason given"}`,
						isRetryable: error.retryable,
					},
				]),
			),
			invalidCount: 0,
		},
	};
}
