import { z } from "zod";
import { type OptOutList, sentRows } from "@/lib/destinations/catalog/braze/to-requests";
import type {
	Batch,
	BatchResult,
	Connection,
	HttpResponse,
	OptOut,
	Problem,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";
import { readRetryAfter } from "@/lib/destinations/read-retry-after";

const rowError = z.object({
	type: z.string().default(""),
	input_array: z.literal("attributes").optional(),
	index: z.number().int().min(0),
});
const envelope = z.object({ message: z.string(), errors: z.array(z.unknown()).default([]) });
type Envelope = z.output<typeof envelope>;

function readEnvelope({ body }: HttpResponse): Envelope | null {
	try {
		const parsed = envelope.safeParse(JSON.parse(body));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

/** Braze's own words without what may name a person. */
function words(text: string): string {
	return text
		.replace(/[^\s@]+@[^\s@]+/g, "…")
		.replace(/\s+/g, " ")
		.slice(0, 200);
}

function detailOf(answer: HttpResponse): string {
	const said = readEnvelope(answer)?.message ?? readPageText(answer);
	return `HTTP ${answer.status}${said ? `: ${words(said)}` : `, ${answer.body.length} characters`}`;
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse): Problem {
	const detail = detailOf(answer);
	const { status } = answer;
	if (status === 429) {
		// The sender reads Braze's X-RateLimit-Reset; this header is one of its own.
		const wait = Number(answer.headers["x-ratelimit-retry-after"]) * 1_000;
		return {
			class: "throttled",
			message: "Braze asks Muster to slow down. Muster waits and goes on.",
			detail,
			...(wait > 0 ? { retryAfterMs: wait } : {}),
		};
	}
	if (status === 401 || status === 404) {
		return {
			class: "auth",
			message:
				"Braze does not know this API key. Check that the REST endpoint is the one of your instance and that the key has the permission users.track.",
			detail,
		};
	}
	if (status === 403) {
		return {
			class: "auth",
			message:
				"Braze does not allow this. Check the key's permissions and its list of allowed IP addresses, and that the account is active.",
			detail,
		};
	}
	if (status === 400 || status === 413 || status === 422) {
		return {
			class: "bad_batch",
			message:
				"Braze found something wrong in this batch. If it says that there are too many, lower “People in a request” under Advanced.",
			detail,
		};
	}
	if (status === 408 || status >= 500) {
		return { class: "transient", message: "Braze had a temporary problem. Muster tries again.", detail };
	}
	if (status >= 200 && status < 300) {
		return { class: "transient", message: "Braze answered in a way Muster does not understand.", detail };
	}
	return { class: "config", message: "Braze refused the request. Check the REST endpoint.", detail };
}

/** The instance is all that Braze says of an account. */
export function readTest(answer: HttpResponse, { settings }: Connection): Verdict<string> {
	const said = readEnvelope(answer);
	// Nothing was given to do, which Braze may call an error: by then it has accepted the key.
	const isAccepted =
		(answer.status === 201 && said?.message === "success") || (answer.status === 400 && said !== null);
	if (isAccepted) return { ok: true, value: `Braze at ${new URL(settings.restEndpoint ?? "").host}` };
	return { ok: false, problem: readProblem(answer) };
}

/** Why Braze did not take a person. Documented by name, sent as a sentence. */
function rejection(type: string): RecordOutcome {
	if (/blacklist|blocklist/i.test(type)) {
		return {
			kind: "rejected",
			reason: "Braze blocks this ID. Ask Braze to allow it, or correct the ID.",
			isRetryable: false,
		};
	}
	if (/TOO_LARGE|must be fewer than/i.test(type)) {
		return {
			kind: "rejected",
			reason: "Braze takes no ID this long: it must be shorter than 988 bytes.",
			isRetryable: false,
		};
	}
	return {
		kind: "rejected",
		reason: `Braze did not accept this person: ${words(type) || "it gave no reason"}.`,
		isRetryable: /try again|timeout|timed out|temporar|internal/i.test(type),
	};
}

function readRows(
	errors: readonly unknown[],
	batch: Batch,
): { rows: ReadonlyMap<number, RecordOutcome>; areAllNamed: boolean } {
	const sent = sentRows(batch);
	const rows = new Map<number, RecordOutcome>();
	let areAllNamed = true;
	for (const error of errors) {
		const parsed = rowError.safeParse(error);
		const indexes = parsed.success ? sent[parsed.data.index]?.indexes : undefined;
		if (!parsed.success || !indexes) {
			areAllNamed = false;
			continue;
		}
		for (const index of indexes) rows.set(index, rejection(parsed.data.type));
	}
	return { rows, areAllNamed };
}

/**
 * Braze takes what it does not name as an error, and applies it a little later: nothing is confirmed. In maintenance
 * it queues the whole request (202), without having looked at its rows: whom it will refuse is known only by sending
 * them again.
 */
export function readBatch(answer: HttpResponse, batch: Batch): Verdict<BatchResult> {
	const said = readEnvelope(answer);
	const isTaken = answer.status === 201 && said?.message === "success";
	const isQueued = answer.status === 202 && said?.message === "queued";
	if (said && (isTaken || isQueued)) {
		const { rows, areAllNamed } = readRows(said.errors, batch);
		return {
			ok: true,
			// An error that names no row may be about any of them.
			value: { others: isTaken && areAllNamed ? "accepted" : "unclear", byIndex: rows, invalidCount: 0 },
		};
	}
	const problem = readProblem(answer);
	if (problem.class !== "bad_batch" || !said) return { ok: false, problem };
	const { rows } = readRows(said.errors, batch);
	const named = [...rows].flatMap(([index, outcome]) =>
		outcome.kind === "rejected" ? [{ index, reason: outcome.reason }] : [],
	);
	return { ok: false, problem: named.length > 0 ? { ...problem, rows: named } : problem };
}

/** Milliseconds until the window ends, once it has nothing left; by Braze's own clock. */
export function readPause({ headers }: HttpResponse): number {
	const now = Date.parse(headers.date ?? "");
	if (headers["x-ratelimit-remaining"] !== "0" || Number.isNaN(now)) return 0;
	return readRetryAfter(headers, now)?.waitMs ?? 0;
}

const optOutAnswer = z.object({
	message: z.literal("success"),
	emails: z.array(
		z.object({
			email: z.string(),
			unsubscribed_at: z.string().optional(),
			hard_bounced_at: z.string().optional(),
		}),
	),
});

/** "2016-08-25 15:24:32 +0000", or ISO 8601. */
function readInstant(text: string): number {
	return Date.parse(text.replace(/^(\S+) (\S+) ([+-]\d{2}):?(\d{2})$/, "$1T$2$3:$4"));
}

/** One page of a list; `count` says whether another follows. */
export function readOptOuts(
	answer: HttpResponse,
	list: OptOutList,
): Verdict<{ optOuts: OptOut[]; count: number }> {
	if (answer.status === 401 || answer.status === 403) {
		const permission = list === "unsubscribes" ? "email.unsubscribe" : "email.hard_bounces";
		return {
			ok: false,
			problem: {
				class: "auth",
				message: `Braze does not let this API key read who opted out. Add the permission ${permission} to the key in Braze.`,
				detail: detailOf(answer),
			},
		};
	}
	const parsed = answer.status === 200 ? optOutAnswer.safeParse(parse(answer.body)) : null;
	if (!parsed?.success) {
		const problem = readProblem(answer);
		return { ok: false, problem: problem.class === "bad_batch" ? { ...problem, class: "config" } : problem };
	}
	const optOuts = parsed.data.emails.flatMap((one): OptOut[] => {
		const at = readInstant((list === "unsubscribes" ? one.unsubscribed_at : one.hard_bounced_at) ?? "");
		if (Number.isNaN(at)) return [];
		return [
			{
				kind: "email",
				value: one.email,
				channel: "email",
				reason: list === "unsubscribes" ? "unsubscribed" : "bounced",
				at: new Date(at),
			},
		];
	});
	return { ok: true, value: { optOuts, count: parsed.data.emails.length } };
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}
