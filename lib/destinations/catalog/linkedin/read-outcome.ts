import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import { accountUrn } from "@/lib/destinations/catalog/linkedin/to-requests";
import type {
	AudienceRequest,
	AudienceSize,
	Batch,
	BatchResult,
	Connection,
	HttpResponse,
	Problem,
	ProblemClass,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";

const errorBody = z.object({
	message: z.string().default(""),
	code: z.string().default(""),
	serviceErrorCode: z.number().optional(),
});

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

type Meaning = { class: ProblemClass; message: string };

const notUnderstood: Meaning = {
	class: "transient",
	message: "LinkedIn answered in a way Muster does not understand.",
};

const versionMessage =
	"LinkedIn no longer accepts this API version. Enter a newer month under Advanced, such as 202606.";
const roleMessage =
	"LinkedIn does not allow this. The person who gave access needs a role other than VIEWER in the ad account, and the app must be approved for LinkedIn's Audiences program (rw_dmp_segments).";

/** `rows`: the request carried people, so that a fault in it may be theirs. */
function meaningOf(status: number, code: string, of: "rows" | "other"): Meaning {
	if (status === 426 || code === "NONEXISTENT_VERSION" || code === "VERSION_MISSING") {
		return { class: "config", message: versionMessage };
	}
	switch (status) {
		case 400:
		case 413:
		case 422:
			return of === "rows"
				? { class: "bad_batch", message: "LinkedIn found something wrong in the rows of this batch." }
				: {
						class: "config",
						message:
							"LinkedIn did not accept the request. Check the ad account number and the source platform; the details hold LinkedIn's own words.",
					};
		case 401:
			return {
				class: "auth",
				message: "LinkedIn no longer accepts the access token. Give access again in the destination.",
			};
		case 403:
			return { class: "config", message: roleMessage };
		case 404:
			return {
				class: "config",
				message:
					"LinkedIn does not know this ad account or audience. Check the ad account number, and whether the audience was deleted in Campaign Manager.",
			};
		case 408:
			return { class: "transient", message: "LinkedIn took too long. Muster tries again." };
		case 409:
		case 423:
			return {
				class: "transient",
				message: "LinkedIn is changing this audience already. Muster tries again.",
			};
		case 429:
			return { class: "throttled", message: "LinkedIn asks Muster to slow down. Muster waits and goes on." };
	}
	if (status >= 500) {
		return { class: "transient", message: "LinkedIn had a temporary problem. Muster tries again." };
	}
	// A success of another kind than LinkedIn gives: it may have come from something in between.
	if (status >= 200 && status < 300) return notUnderstood;
	return { class: "config", message: "LinkedIn refused the request. The details hold LinkedIn's own words." };
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse, of: "rows" | "other" = "other"): Problem {
	const parsed = errorBody.safeParse(parse(answer.body));
	const error = parsed.success ? parsed.data : { message: "", code: "", serviceErrorCode: undefined };
	const codes = [error.code, error.serviceErrorCode].filter(Boolean).join("/");
	const wait = Number(answer.headers["retry-after"]) * 1000;
	return {
		...meaningOf(answer.status, error.code, of),
		detail: `HTTP ${answer.status}${codes ? `, ${codes}` : ""}: ${error.message.slice(0, 300)}`,
		...(wait > 0 ? { retryAfterMs: wait } : {}),
	};
}

function unreadable(answer: HttpResponse): { ok: false; problem: Problem } {
	return {
		ok: false,
		problem: {
			...notUnderstood,
			detail: `HTTP ${answer.status}, ${answer.body.length} characters`,
		},
	};
}

/** Reading the account needs another permission than keeping segments. */
function accountProblem(answer: HttpResponse): { ok: false; problem: Problem } {
	const problem = readProblem(answer);
	if (answer.status !== 403) return { ok: false, problem };
	const message =
		"LinkedIn does not show this ad account. Check its number, and that the token has the permission r_ads from someone with a role in the account.";
	return { ok: false, problem: { ...problem, message } };
}

const account = z.object({ name: z.string().default(""), status: z.string().default("ACTIVE") });

export function readAccount(answer: HttpResponse, connection: Connection): Verdict<string> {
	if (answer.status !== 200) return accountProblem(answer);
	const parsed = account.safeParse(parse(answer.body));
	return parsed.success
		? { ok: true, value: parsed.data.name || accountUrn(connection) }
		: unreadable(answer);
}

const roles = z.object({ elements: z.array(z.object({ account: z.string(), role: z.string() })) });

/** Only a role that LinkedIn states and that does not suffice is a problem: access may come from elsewhere. */
export function readRole(answer: HttpResponse, connection: Connection): Verdict<null> {
	if (answer.status !== 200) return accountProblem(answer);
	const parsed = roles.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	const own = parsed.data.elements.filter((one) => one.account === accountUrn(connection));
	if (own.length > 0 && own.every((one) => one.role === "VIEWER")) {
		return { ok: false, problem: { class: "config", message: roleMessage, detail: "role VIEWER" } };
	}
	return { ok: true, value: null };
}

export function readPermission(answer: HttpResponse): Verdict<null> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	return segmentPage.safeParse(parse(answer.body)).success ? { ok: true, value: null } : unreadable(answer);
}

const segmentPage = z.object({
	elements: z.array(
		z.object({
			id: z.union([z.number().int(), z.string()]),
			name: z.string().default(""),
			sourceSegmentId: z.string().optional(),
		}),
	),
	paging: z
		.object({ start: z.number().default(0), count: z.number().default(0), total: z.number().optional() })
		.optional(),
});

/** The segment with our id. Should the answer hold others all the same, they are never taken for ours. */
export function readFoundSegments(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = segmentPage.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	const { elements, paging } = parsed.data;
	const end = (paging?.start ?? 0) + elements.length;
	return {
		ok: true,
		value: {
			ids: elements
				.filter(({ name, sourceSegmentId }) =>
					sourceSegmentId === undefined ? name === wanted.name : sourceSegmentId === wanted.ownId,
				)
				.map(({ id }) => String(id)),
			next: elements.length > 0 && end < (paging?.total ?? 0) ? String(end) : null,
		},
	};
}

/** The id comes in a header; the body is empty. */
export function readCreateSegment(answer: HttpResponse): Verdict<string> {
	if (answer.status !== 201) return { ok: false, problem: readProblem(answer) };
	const id = answer.headers["x-restli-id"] ?? answer.headers["x-linkedin-id"] ?? "";
	return /^\d+$/.test(id) ? { ok: true, value: id } : unreadable(answer);
}

const batchAnswer = z.object({
	elements: z.array(
		z.object({
			status: z.number().int(),
			error: z.object({ message: z.string().default("") }).optional(),
		}),
	),
});

/** What became of one person. After an error of LinkedIn's own the change may have been made all the same. */
function outcomeOf(status: number, words: string, operation: Batch["operation"]): RecordOutcome | null {
	if (status >= 200 && status < 300) return null;
	const said = words.slice(0, 200) || `status ${status}`;
	if (status === 404 && operation === "remove") return { kind: "missing", reason: `LinkedIn: ${said}` };
	if (status >= 500 || status === 408) {
		return { kind: "unclear", reason: `LinkedIn had a temporary problem with this person: ${said}` };
	}
	return {
		kind: "rejected",
		reason: `LinkedIn rejected this person: ${said}`,
		isRetryable: status === 409 || status === 423 || status === 429,
	};
}

/** An answer for each element, in the order sent. */
export function readBatch(answer: HttpResponse, batch: Batch): Verdict<BatchResult> {
	if (answer.status !== 200 && answer.status !== 201) {
		return { ok: false, problem: readProblem(answer, "rows") };
	}
	const parsed = batchAnswer.safeParse(parse(answer.body));
	if (!parsed.success || parsed.data.elements.length !== batch.rows.length) return unreadable(answer);
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, { status, error }] of parsed.data.elements.entries()) {
		const outcome = outcomeOf(status, error?.message ?? "", batch.operation);
		if (outcome) byIndex.set(index, outcome);
	}
	return { ok: true, value: { others: "confirmed", byIndex, invalidCount: 0 } };
}

const size = z.object({
	status: z.string().default(""),
	audienceSize: z.number().optional(),
	matchedCount: z.number().optional(),
	inputCount: z.number().optional(),
});

/** LinkedIn counts matches over the last seven days only: they say nothing of the whole audience. */
export function readSegmentSize(answer: HttpResponse): Verdict<AudienceSize> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = size.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	const { status, audienceSize = -1, matchedCount, inputCount } = parsed.data;
	const recent =
		matchedCount === undefined || inputCount === undefined
			? ""
			: `${matchedCount} of ${inputCount} recognized in the last 7 days`;
	return {
		ok: true,
		value: { lower: audienceSize, upper: audienceSize, status: [status, recent].filter(Boolean).join(", ") },
	};
}
