import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type {
	AudienceRequest,
	AudienceSize,
	Batch,
	BatchResult,
	HttpResponse,
	Problem,
	ProblemClass,
	ReceiptReading,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

const errorBody = z.object({
	error: z.object({
		message: z.string().default(""),
		code: z.number().default(0),
		error_subcode: z.number().optional(),
		error_user_msg: z.string().optional(),
		fbtrace_id: z.string().optional(),
	}),
});

type Meaning = { class: ProblemClass; message: string };

const notUnderstood: Meaning = {
	class: "transient",
	message: "Meta answered in a way Muster does not understand.",
};

const termsMessage =
	"No one has accepted Meta's Custom Audience terms for this ad account. Accept them in Meta Ads Manager under Audiences, then try again.";

// Subcodes first: they say more than their code.
const bySubcode: Record<number, Meaning> = {
	33: {
		class: "config",
		message:
			"Meta does not know this ad account or audience, or the token may not see it. Check the ad account number and the token's permissions.",
	},
	1713230: {
		class: "config",
		message: "Meta has flagged this audience and blocks uploads to it. Review it in Meta Ads Manager.",
	},
	1870050: {
		class: "config",
		message: "The ad account does not belong to a Business in Meta. Add it to one in Business settings.",
	},
	1870090: { class: "config", message: termsMessage },
	1870145: { class: "refused", message: "Meta is still replacing this audience. Muster tries again later." },
	1870148: { class: "transient", message: "Meta updated only part of the batch. Muster sends it again." },
};

const byCode: Record<number, Meaning> = {
	1: { class: "transient", message: "Meta had a temporary problem. Muster tries again." },
	2: { class: "transient", message: "Meta had a temporary problem. Muster tries again." },
	4: { class: "throttled", message: "Meta asks the app to slow down. Muster waits and goes on." },
	17: { class: "throttled", message: "Meta asks this user's token to slow down. Muster waits and goes on." },
	80003: {
		class: "throttled",
		message: "Meta's limit for audience updates is reached. Muster waits and goes on.",
	},
	803: {
		class: "transient",
		message:
			"The audience is not ready yet at Meta, as in the first minutes of a new one. Muster tries again.",
	},
	105: { class: "bad_batch", message: "Meta says the batch is too large." },
	190: {
		class: "auth",
		message:
			"Meta no longer accepts the access token: it expired or was withdrawn. Paste a new one in the destination.",
	},
	294: {
		class: "config",
		message:
			"The token lacks the ads_management permission. Create a token that has it and paste it into the destination.",
	},
	341: { class: "transient", message: "Meta had a temporary problem. Muster tries again." },
	368: {
		class: "config",
		message: "Meta has blocked this action as abusive. Review the ad account in Meta before going on.",
	},
	2635: {
		class: "config",
		message:
			"Meta no longer answers this version of its API. Set a newer version in the destination, or update Muster.",
	},
	2650: { class: "refused", message: "Meta could not update the audience now. Muster tries again later." },
	2655: { class: "config", message: termsMessage },
	5000: { class: "transient", message: "Meta had a temporary problem. Muster tries again." },
	21009: { class: "transient", message: "Meta had a temporary problem. Muster tries again." },
	1487301: {
		class: "config",
		message: "This audience is not shared with the ad account. Share it in Meta Ads Manager.",
	},
	1487366: {
		class: "config",
		message: "This audience was deleted in Meta. Archive the sync and create a new one.",
	},
};

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

function meaningOf(code: number, subcode: number | undefined, text: string, status: number): Meaning {
	const fromSubcode = subcode === undefined ? undefined : bySubcode[subcode];
	if (fromSubcode) return fromSubcode;
	if (/audience size too (low|small)/i.test(text)) {
		return {
			class: "refused",
			message: "Meta refuses to make an audience this small even smaller. Muster asks again every day.",
		};
	}
	const fromCode = byCode[code];
	if (fromCode) return fromCode;
	if (code === 100)
		return { class: "bad_batch", message: "Meta found something wrong in the rows of this batch." };
	if (code >= 200 && code < 300) {
		return {
			class: "config",
			message:
				"The token may not do this in the ad account. Give it the ads_management permission for this account.",
		};
	}
	if (status === 429) return { class: "throttled", message: "Meta asks Muster to slow down." };
	if (status >= 500 || status === 408 || status === 409 || status === 423 || status === 425)
		return { class: "transient", message: "Meta had a temporary problem. Muster tries again." };
	// A success of another kind than Meta gives: it may have come from something in between.
	if (status >= 200 && status < 300) return notUnderstood;
	return { class: "config", message: "Meta refused the request. The details hold Meta's own words." };
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse): Problem {
	const parsed = errorBody.safeParse(parse(answer.body));
	const error = parsed.success ? parsed.data.error : { message: "", code: 0 };
	const subcode = "error_subcode" in error ? error.error_subcode : undefined;
	const words =
		"error_user_msg" in error && error.error_user_msg
			? error.error_user_msg
			: error.message || readPageText(answer) || "";
	const meaning = meaningOf(error.code, subcode, `${error.message} ${words}`, answer.status);
	const trace = "fbtrace_id" in error && error.fbtrace_id ? `, trace ${error.fbtrace_id}` : "";
	const { regainMs } = readUsage(answer);
	return {
		...meaning,
		detail: `HTTP ${answer.status}, code ${error.code}${subcode ? `/${subcode}` : ""}${trace}: ${words.slice(0, 300)}`,
		...(regainMs > 0 ? { retryAfterMs: regainMs } : {}),
	};
}

const usage = z.record(
	z.string(),
	z.array(
		z.object({
			call_count: z.number().default(0),
			total_cputime: z.number().default(0),
			total_time: z.number().default(0),
			estimated_time_to_regain_access: z.number().default(0),
		}),
	),
);

function readUsage(answer: HttpResponse): { share: number; regainMs: number } {
	const header = answer.headers["x-business-use-case-usage"] ?? answer.headers["x-business-use-case"];
	const parsed = usage.safeParse(header ? parse(header) : null);
	if (!parsed.success) return { share: 0, regainMs: 0 };
	const all = Object.values(parsed.data).flat();
	return {
		share: Math.max(0, ...all.flatMap((one) => [one.call_count, one.total_cputime, one.total_time])),
		regainMs: Math.max(0, ...all.map((one) => one.estimated_time_to_regain_access)) * 60_000,
	};
}

/** Muster slows down above 80 % of the allowance and leaves the last few percent unused. */
export function readPause(answer: HttpResponse): number {
	const { share } = readUsage(answer);
	if (share < 80) return 0;
	return share < 95 ? 2_000 : 15_000;
}

const account = z.object({
	id: z.string(),
	name: z.string().default(""),
	account_status: z.number().optional(),
	tos_accepted: z.record(z.string(), z.number()).optional(),
});

export function readAccount(answer: HttpResponse): Verdict<string> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = account.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	if (parsed.data.tos_accepted?.custom_audience_tos !== 1) {
		return {
			ok: false,
			problem: {
				class: "config",
				message: termsMessage,
				detail: "tos_accepted.custom_audience_tos is not 1",
			},
		};
	}
	return { ok: true, value: parsed.data.name || parsed.data.id };
}

function unreadable(answer: HttpResponse): { ok: false; problem: Problem } {
	const page = readPageText(answer);
	return {
		ok: false,
		problem: {
			...notUnderstood,
			detail: `HTTP ${answer.status}, ${answer.body.length} characters${page ? `: ${page}` : ""}`,
		},
	};
}

const audiencePage = z.object({
	data: z.array(z.object({ id: z.string(), name: z.string().default("") })),
	paging: z
		.object({ next: z.string().optional(), cursors: z.object({ after: z.string() }).optional() })
		.optional(),
});

export function readFoundAudiences(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = audiencePage.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	const { data, paging } = parsed.data;
	return {
		ok: true,
		value: {
			ids: data.filter(({ name }) => name === wanted.name).map(({ id }) => id),
			// Meta gives the cursor of the last page too; only "next" says that another one follows.
			next: paging?.next ? (paging.cursors?.after ?? null) : null,
		},
	};
}

export function readCreateAudience(answer: HttpResponse): Verdict<string> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = z.object({ id: z.string().regex(/^\d+$/) }).safeParse(parse(answer.body));
	return parsed.success ? { ok: true, value: parsed.data.id } : unreadable(answer);
}

const batchAnswer = z.object({
	num_received: z.coerce.number(),
	num_invalid_entries: z.coerce.number().default(0),
	invalid_entry_samples: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});

/** Counts only: a row is blamed only when Meta's samples (at most 100) show exactly the value that was sent. */
export function readBatch(answer: HttpResponse, batch: Batch): Verdict<BatchResult> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = batchAnswer.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	const samples = new Set<string>();
	collectTexts(parsed.data.invalid_entry_samples, samples);
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, row] of batch.rows.entries()) {
		if (!samples.has(row.value)) continue;
		byIndex.set(index, {
			kind: "rejected",
			reason: "Meta calls this value badly formed.",
			isRetryable: false,
		});
	}
	return {
		ok: true,
		value: {
			others: "accepted",
			byIndex,
			invalidCount: Math.max(0, parsed.data.num_invalid_entries - byIndex.size),
			...(batch.operation === "add" ? { receipt: batch.session.id } : {}),
		},
	};
}

function collectTexts(value: unknown, into: Set<string>): void {
	if (typeof value === "string") {
		into.add(value);
		const inner = parse(value);
		if (inner !== null && typeof inner === "object") collectTexts(inner, into);
	} else if (Array.isArray(value)) {
		for (const one of value) collectTexts(one, into);
	} else if (value !== null && typeof value === "object") {
		for (const [key, one] of Object.entries(value)) {
			collectTexts(key, into);
			collectTexts(one, into);
		}
	}
}

const size = z.object({
	approximate_count_lower_bound: z.coerce.number().default(-1),
	approximate_count_upper_bound: z.coerce.number().default(-1),
	operation_status: z.object({ code: z.number(), description: z.string().default("") }).optional(),
});

export function readAudienceSize(answer: HttpResponse): Verdict<AudienceSize> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = size.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	return {
		ok: true,
		value: {
			lower: parsed.data.approximate_count_lower_bound,
			upper: parsed.data.approximate_count_upper_bound,
			status: parsed.data.operation_status?.description ?? "",
		},
	};
}

const session = z.object({
	data: z.array(
		z.object({
			num_received: z.coerce.number().default(0),
			num_invalid_entries: z.coerce.number().default(0),
			num_matched: z.coerce.number().optional(),
			stage: z.string().default(""),
		}),
	),
});

export function readSession(answer: HttpResponse): Verdict<ReceiptReading> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const parsed = session.safeParse(parse(answer.body));
	if (!parsed.success) return unreadable(answer);
	const [first] = parsed.data.data;
	const invalid = first?.num_invalid_entries ?? 0;
	return {
		ok: true,
		value: {
			isFinished: /finish|complete/i.test(first?.stage ?? ""),
			hasFailed: false,
			received: first?.num_received ?? null,
			matched: first?.num_matched ?? null,
			matchRate: null,
			reasons: invalid > 0 ? [{ reason: "Badly formed", count: invalid }] : [],
		},
	};
}
