import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type {
	AudienceRequest,
	AudienceSize,
	BatchResult,
	HttpResponse,
	Problem,
	ProblemClass,
	Verdict,
} from "@/lib/destinations/contract";

/** TikTok answers 200 for failures too; only `code` 0 is success, 20001 success in part. */
const envelope = z.object({
	code: z.number().int(),
	message: z.string().default(""),
	request_id: z.string().optional(),
	data: z.unknown(),
});
type Envelope = z.output<typeof envelope>;

const partly = 20001;
/** TikTok cuts longer names. */
const longestName = 70;

function readEnvelope(answer: HttpResponse): Envelope | null {
	try {
		const parsed = envelope.safeParse(JSON.parse(answer.body));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

type Meaning = { class: ProblemClass; message: string };

const temporary: Meaning = {
	class: "transient",
	message: "TikTok had a temporary problem. Muster tries again.",
};
const slower: Meaning = {
	class: "throttled",
	message: "TikTok asks Muster to slow down. Muster waits and goes on.",
};
const token: Meaning = {
	class: "auth",
	message: "TikTok no longer accepts the access token. Give access again in the destination.",
};

function meaningOf(code: number, words: string): Meaning {
	if (code === 40100) return slower;
	// 40102 expired, 40104 missing, 40105 not valid.
	if (code === 40102 || code === 40104 || code === 40105) return token;
	if (code >= 50000 && code < 60000) return temporary;
	if (code === 40001) {
		return {
			class: "config",
			message:
				"TikTok does not allow this. The app needs the Audience Management permission, and access to this ad account.",
		};
	}
	if (code === 40002) {
		return /\bbatch_data\b/.test(words)
			? { class: "bad_batch", message: "TikTok found something wrong in the rows of this batch." }
			: {
					class: "config",
					message:
						"TikTok did not accept the request. Check the ad account number; the details hold TikTok's own words.",
				};
	}
	return { class: "config", message: "TikTok refused the request. The details hold TikTok's own words." };
}

function meaningOfStatus(status: number): Meaning {
	if (status === 429) return slower;
	if (status === 401) return token;
	if (status === 408 || status >= 500) return temporary;
	if (status === 413) return { class: "bad_batch", message: "TikTok says the batch is too large." };
	// Also another kind of success than TikTok gives, which may have come from something in between.
	if (status >= 200 && status < 300) {
		return { class: "transient", message: "TikTok answered in a way Muster does not understand." };
	}
	return {
		class: "config",
		message: "TikTok does not know this address. Check the API address under Advanced.",
	};
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse): Problem {
	const said = readEnvelope(answer);
	const wait = Number(answer.headers["retry-after"]) * 1000;
	const isCoded = said !== null && said.code !== 0;
	const request = said?.request_id ? `, request ${said.request_id}` : "";
	return {
		...(isCoded ? meaningOf(said.code, said.message) : meaningOfStatus(answer.status)),
		detail: isCoded
			? `HTTP ${answer.status}, code ${said.code}${request}: ${said.message.slice(0, 300)}`
			: `HTTP ${answer.status}, ${answer.body.length} characters`,
		...(wait > 0 ? { retryAfterMs: wait } : {}),
	};
}

/** The data of a success, checked; otherwise the problem. */
function readData<T>(answer: HttpResponse, schema: z.ZodType<T>): Verdict<T> {
	const said = answer.status === 200 ? readEnvelope(answer) : null;
	if (said?.code !== 0) return { ok: false, problem: readProblem(answer) };
	const parsed = schema.safeParse(said.data);
	if (parsed.success) return { ok: true, value: parsed.data };
	return {
		ok: false,
		problem: {
			...meaningOfStatus(200),
			detail: `HTTP 200, code 0, ${answer.body.length} characters`,
		},
	};
}

// Ids are longer than a JSON number keeps digits for; a number that lost any is refused.
const id = z.union([z.string().regex(/^\d+$/), z.int().positive().transform(String)]);

const advertisers = z.object({
	list: z.array(z.object({ advertiser_id: id.optional(), name: z.string().default("") })),
});

export function readAdvertiser(answer: HttpResponse): Verdict<string> {
	const read = readData(answer, advertisers);
	if (!read.ok) return read;
	const [first] = read.value.list;
	if (!first) {
		return {
			ok: false,
			problem: {
				class: "config",
				message:
					"TikTok does not know this ad account, or the token may not see it. Check the ad account number.",
				detail: "an empty list of advertisers",
			},
		};
	}
	return { ok: true, value: first.name || (first.advertiser_id ?? "the ad account") };
}

export function readPermission(answer: HttpResponse): Verdict<null> {
	const read = readData(answer, audiencePage);
	return read.ok ? { ok: true, value: null } : read;
}

const audiencePage = z.object({
	list: z
		.array(z.object({ audience_id: id, name: z.string().default(""), is_creator: z.boolean().optional() }))
		.nullish()
		.transform((list) => list ?? []),
	page_info: z.object({ page: z.number(), total_page: z.number() }).optional(),
});

/** The name as TikTok keeps it. */
function kept(name: string): string {
	return Array.from(name).slice(0, longestName).join("").trim();
}

export function readFoundAudiences(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	const read = readData(answer, audiencePage);
	if (!read.ok) return read;
	const { list, page_info: page } = read.value;
	return {
		ok: true,
		value: {
			// Audiences that others share with the account cannot be written to.
			ids: list
				.filter((one) => one.is_creator !== false && kept(one.name) === kept(wanted.name))
				.map((one) => one.audience_id),
			next: page && page.page < page.total_page ? String(page.page + 1) : null,
		},
	};
}

export function readCreateAudience(answer: HttpResponse): Verdict<string> {
	const read = readData(answer, z.object({ audience_id: id }));
	return read.ok ? { ok: true, value: read.value.audience_id } : read;
}

/** One code for the whole request; TikTok never says which rows it took. */
export function readBatch(answer: HttpResponse): Verdict<BatchResult> {
	const said = answer.status === 200 ? readEnvelope(answer) : null;
	if (said?.code !== 0 && said?.code !== partly) return { ok: false, problem: readProblem(answer) };
	return {
		ok: true,
		// After a success in part each row may be there or not: it is sent again.
		value: { others: said.code === 0 ? "accepted" : "unclear", byIndex: new Map(), invalidCount: 0 },
	};
}

const details = z.object({
	list: z.array(
		z.object({
			audience_details: z.object({
				cover_num: z.coerce.number().optional(),
				is_valid: z.boolean().optional(),
				is_expiring: z.boolean().optional(),
				expired_time: z.string().nullish(),
				error_msg: z.string().nullish(),
				msg: z.string().nullish(),
			}),
		}),
	),
});

export function readAudienceSize(answer: HttpResponse): Verdict<AudienceSize> {
	const read = readData(answer, details);
	if (!read.ok) return read;
	const audience = read.value.list[0]?.audience_details;
	if (!audience) {
		return {
			ok: false,
			problem: {
				class: "config",
				message: "TikTok does not know this audience. It may have been deleted in TikTok Ads Manager.",
				detail: "an empty list of audiences",
			},
		};
	}
	const { cover_num: size = -1, is_valid: isValid, is_expiring: isExpiring, expired_time: until } = audience;
	const status = [
		isValid === undefined ? "" : isValid ? "Ready" : "Not usable yet",
		audience.error_msg || audience.msg || "",
		isExpiring ? `expires${until ? ` ${until}` : " soon"}` : "",
	];
	return { ok: true, value: { lower: size, upper: size, status: status.filter(Boolean).join(", ") } };
}

/** The answer to an exchange of a code. */
export function readToken(answer: HttpResponse): Verdict<string> {
	const read = readData(answer, z.object({ access_token: z.string().min(1) }));
	if (read.ok) return { ok: true, value: read.value.access_token };
	const { problem } = read;
	// TikTok's own words may repeat what was sent.
	const detail = problem.detail.replace(/: .*$/s, "");
	return { ok: false, problem: { ...problem, detail } };
}
