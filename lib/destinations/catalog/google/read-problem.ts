import { z } from "zod";
import type { HttpResponse, Problem, ProblemClass } from "@/lib/destinations/contract";

// Google's error model for this API: developers.google.com/data-manager/api/devguides/concepts/understand-errors.
const violation = z.object({ field: z.string().default(""), reason: z.string().default("") });
const errorBody = z.object({
	error: z.object({
		message: z.string().default(""),
		status: z.string().default(""),
		details: z
			.array(
				z.object({
					reason: z.string().optional(),
					requestId: z.string().optional(),
					retryDelay: z.string().optional(),
					fieldViolations: z.array(violation).optional(),
				}),
			)
			.catch([]),
	}),
});

type Meaning = { class: ProblemClass; message: string; retryAfterMs?: number };

const config = (message: string): Meaning => ({ class: "config", message });
const temporary: Meaning = {
	class: "transient",
	message: "Google had a temporary problem. Muster tries again.",
};
const notUnderstood: Meaning = {
	class: "transient",
	message: "Google answered in a way Muster does not understand.",
};
const throttled: Meaning = {
	class: "throttled",
	message: "Google asks Muster to slow down. Muster waits and goes on.",
};
const badRows: Meaning = {
	class: "bad_batch",
	message: "Google found something wrong in the rows of this batch.",
};
const signedOut: Meaning = {
	class: "auth",
	message:
		"Google does not accept the access token: it expired or was withdrawn. Give Muster access again in the destination.",
};
const notAllowed = config(
	"The Google user may not change this Google Ads account. Give it standard access in Google Ads, or enter the manager account it belongs to in the destination.",
);
const notEligible = config(
	"Google does not let this Google Ads account upload customer lists. Check under Tools > Audience manager whether the account meets the Customer Match policy, or ask Google Ads support to allow it.",
);
const termsNotSigned = config(
	"No one has accepted Google's Customer Match terms for this Google Ads account. Accept them under Tools > Audience manager when adding a customer list, then try again.",
);
const wrongAccount = config(
	"Google cannot use these account numbers together. Check the customer ID and the manager account's ID in the destination.",
);
const listGone = config(
	"Google no longer accepts people in this list: it was deleted, or belongs to another account. Archive the sync and create a new one.",
);
const refused = config("Google did not accept the request. The details hold Google's own words.");
const nameTaken: Meaning = {
	class: "throttled",
	message:
		"Google Ads has a list with this sync's name but does not show it yet. Muster looks for it again in a few minutes.",
	retryAfterMs: 5 * 60_000,
};

// Reasons first: they say more than the status.
const byReason: Readonly<Record<string, Meaning>> = {
	CONCURRENT_MODIFICATION: temporary,
	INTERNAL_ERROR: temporary,
	DEADLINE_EXCEEDED: temporary,
	RESOURCE_EXHAUSTED: throttled,
	RATE_LIMIT_EXCEEDED: throttled,
	ACCESS_TOKEN_EXPIRED: signedOut,
	ACCESS_TOKEN_SCOPE_INSUFFICIENT: {
		class: "auth",
		message:
			"The access given to Muster does not cover Google's Data Manager. Give access again in the destination and allow everything Google asks about.",
	},
	SERVICE_DISABLED: config(
		"The Data Manager API is not enabled in the Google Cloud project of this access. Enable it in the Google Cloud console, wait a few minutes, and try again.",
	),
	USER_PROJECT_DENIED: config(
		"The Google user may not use the Google Cloud project entered in the destination. Remove the project, or give the user the Service Usage Consumer role in it.",
	),
	PERMISSION_DENIED: notAllowed,
	NOT_ALLOWLISTED: notEligible,
	ADVERTISER_NOT_ALLOWLISTED_FOR_UPLOADED_DATA: notEligible,
	TERMS_AND_CONDITIONS_NOT_SIGNED: termsNotSigned,
	ADVERTISER_TOS_NOT_ACCEPTED: termsNotSigned,
	EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED: config(
		"Campaigns in this Google Ads account lack the declaration about political advertising in the EU. Make it in the campaign settings in Google Ads, then try again.",
	),
	INVALID_DESTINATION: wrongAccount,
	OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH: wrongAccount,
	DESTINATION_ACCOUNT_TYPE_MISMATCH: wrongAccount,
	MISMATCHED_ACCOUNT_TYPE: wrongAccount,
	INVALID_USER_LIST_ID: listGone,
	INVALID_USER_LIST_TYPE: listGone,
	OWNERSHIP_REQUIRED_FOR_UPDATE: listGone,
	USER_LIST_MUTATION_NOT_SUPPORTED: listGone,
	SENSITIVE_USER_LIST_IMMUTABLE: config(
		"Google has locked this list for legal or privacy reasons. Review it in Google Ads under Tools > Audience manager.",
	),
	MEMBERSHIP_DURATION_TOO_LONG: config(
		"Google does not keep people in a list this long. Connect the account again with fewer days.",
	),
	DISPLAY_NAME_ALREADY_USED: nameTaken,
	ALREADY_EXISTS: nameTaken,
	TOO_MANY_AUDIENCE_MEMBERS: { class: "bad_batch", message: "Google says the batch is too large." },
};

const byStatus: Readonly<Record<string, Meaning>> = {
	INVALID_ARGUMENT: badRows,
	UNAUTHENTICATED: signedOut,
	PERMISSION_DENIED: notAllowed,
	NOT_FOUND: config(
		"Google does not know this account or list, or the Google user may not see it. Check the customer ID and the manager account's ID in the destination.",
	),
	RESOURCE_EXHAUSTED: throttled,
	UNAVAILABLE: temporary,
	DEADLINE_EXCEEDED: temporary,
	ABORTED: temporary,
	INTERNAL: temporary,
	UNKNOWN: temporary,
	CANCELLED: temporary,
	ALREADY_EXISTS: nameTaken,
};

function fromHttp(status: number): Meaning {
	if (status === 401) return signedOut;
	if (status === 403) return notAllowed;
	if (status === 429) return throttled;
	if (status === 408 || status === 409 || status >= 500) return temporary;
	// A success of another kind than Google gives: it may have come from something in between.
	if (status >= 200 && status < 300) return notUnderstood;
	return refused;
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

/** The body of an answer, checked; null when it is not what Google sends. */
export function readBody<T>(answer: HttpResponse, schema: z.ZodType<T>): T | null {
	return schema.safeParse(parse(answer.body)).data ?? null;
}

// Both spellings occur, and the list's name may stand twice: events.events[0] in Google's own example.
const rowPath = /audience_?members\[(\d+)\]/i;
const ofAccount = /^destinations\b/i;
const ofRequest = /^(?:consent|encoding|validate_?only|terms_?of_?service)\b/i;

function waitMs(answer: HttpResponse, delays: readonly (string | undefined)[]): number {
	const seconds = delays.map((delay) => /^(\d+(?:\.\d+)?)s$/.exec(delay ?? "")?.[1]).find(Boolean);
	return Math.ceil((Number(answer.headers["retry-after"]) || Number(seconds ?? 0)) * 1000);
}

/** A response that is not a success, as one of the few problem classes; of a batch, with the rows at fault. */
export function readProblem(answer: HttpResponse): Problem {
	const { message, status, details } = readBody(answer, errorBody)?.error ?? {
		message: "",
		status: "",
		details: [],
	};
	const violations = details.flatMap(({ fieldViolations }) => fieldViolations ?? []);
	const reasons = [...violations, ...details].flatMap(({ reason }) => reason || []);
	const known = reasons.flatMap((reason) => meaningIn(byReason, reason) ?? [])[0];
	const meaning =
		known ?? meaningOfPaths(violations) ?? meaningIn(byStatus, status) ?? fromHttp(answer.status);
	const codes = [...new Set([status, ...reasons])].filter((code) => /^[A-Z0-9_]+$/.test(code)).slice(0, 6);
	const requestId = details.map((one) => one.requestId).find(Boolean);
	const wait = waitMs(
		answer,
		details.map(({ retryDelay }) => retryDelay),
	);
	const rows = meaning.class === "bad_batch" ? rowsOf(violations) : [];
	return {
		...meaning,
		detail: `HTTP ${answer.status}${codes.map((code) => `, ${code}`).join("")}${requestId ? `, request ${requestId}` : ""}: ${withoutHashes(message).slice(0, 300)}`,
		...(wait > 0 ? { retryAfterMs: wait } : {}),
		...(rows.length > 0 ? { rows } : {}),
	};
}

function meaningIn(table: Readonly<Record<string, Meaning>>, code: string): Meaning | undefined {
	return Object.hasOwn(table, code) ? table[code] : undefined;
}

/** Google may repeat the value it could not read. */
function withoutHashes(text: string): string {
	return text.replaceAll(/[0-9a-f]{32,}/gi, "…");
}

/** Whatever is wrong with the request as a whole is wrong with every part of it: halving it finds no bad row. */
function meaningOfPaths(violations: readonly z.output<typeof violation>[]): Meaning | null {
	if (violations.some(({ field }) => ofAccount.test(field))) return wrongAccount;
	return violations.some(({ field }) => ofRequest.test(field)) ? refused : null;
}

/** The rows that violations name; each once. */
function rowsOf(violations: readonly z.output<typeof violation>[]): { index: number; reason: string }[] {
	const rows = new Map<number, string>();
	for (const { field, reason } of violations) {
		const index = rowPath.exec(field)?.[1];
		if (index === undefined || rows.has(Number(index))) continue;
		const code = /^[A-Z0-9_]+$/.test(reason) ? ` (${reason})` : "";
		rows.set(Number(index), `Google calls this value badly formed${code}.`);
	}
	return [...rows].map(([index, reason]) => ({ index, reason }));
}

/** The same for a request that has no rows. */
export function readRefusal(answer: HttpResponse): Problem {
	const { rows: _none, ...problem } = readProblem(answer);
	return problem.class === "bad_batch" ? { ...problem, ...refused } : problem;
}

/** For a success that cannot be read: it may be a page of something in between. */
export function unreadable(answer: HttpResponse): { ok: false; problem: Problem } {
	return {
		ok: false,
		problem: {
			...notUnderstood,
			detail: `HTTP ${answer.status}, ${answer.body.length} characters`,
		},
	};
}
