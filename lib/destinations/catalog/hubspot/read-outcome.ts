import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type { AudienceSize, HttpResponse, Problem, ProblemClass, Verdict } from "@/lib/destinations/contract";

const problemBody = z.object({
	status: z.string().optional(),
	message: z.string().default(""),
	category: z.string().default(""),
	subCategory: z.string().optional(),
	policyName: z.string().optional(),
	correlationId: z.string().optional(),
});
type ProblemBody = z.output<typeof problemBody>;

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

type Meaning = { class: ProblemClass; message: string; retryAfterMs?: number };

const second = 1_000;
const hour = 3_600_000;

/** The plan's contacts are used up: HubSpot words it in several ways. */
const full = /\b(contacts?|records?|objects?)\b.{0,40}\blimit\b|\blimit\b.{0,40}\b(contacts?|records?)\b/i;

function readThrottle(answer: HttpResponse, said: ProblemBody | null): Meaning {
	const policy = said?.policyName ?? "";
	if (policy === "DAILY") {
		return {
			class: "throttled",
			message:
				"HubSpot’s daily limit of requests for this account is used up. Muster goes on when it allows more, at midnight in the account’s time zone at the latest.",
			retryAfterMs: hour,
		};
	}
	const interval = Number(answer.headers["x-hubspot-ratelimit-interval-milliseconds"]);
	return {
		class: "throttled",
		message: "HubSpot asks Muster to slow down. Muster waits and goes on.",
		retryAfterMs: policy === "SECONDLY" ? second : interval > 0 ? interval : 10 * second,
	};
}

function meaningOf(answer: HttpResponse, said: ProblemBody | null): Meaning {
	const { status } = answer;
	const words = `${said?.category ?? ""} ${said?.message ?? ""}`;
	if (status === 429) return readThrottle(answer, said);
	if (status === 401) {
		return {
			class: "auth",
			message: "HubSpot no longer accepts the access token. Enter a new one in the destination.",
		};
	}
	// 423: locked; 477: the account is being moved to another data center. Nothing was done.
	if (status === 423 || status === 477) {
		return { class: "throttled", message: "HubSpot is busy with this account. Muster waits and goes on." };
	}
	if (status === 408 || status >= 500) {
		return { class: "transient", message: "HubSpot had a temporary problem. Muster tries again." };
	}
	// Also another kind of success than HubSpot gives, which may have come from something in between.
	if (status >= 200 && status < 300) {
		return { class: "transient", message: "HubSpot answered in a way Muster does not understand." };
	}
	if (status < 500 && full.test(words) && !/RATE_LIMIT/i.test(words)) {
		return {
			class: "refused",
			message:
				"HubSpot’s plan holds no more contacts. Remove contacts there, choose a larger plan, or let the sync only update people who are already there.",
		};
	}
	if (status === 403) {
		return {
			class: "auth",
			message:
				"HubSpot does not allow this. The private app needs the scopes crm.objects.contacts.read, crm.objects.contacts.write, crm.schemas.contacts.read, crm.lists.read and crm.lists.write.",
		};
	}
	if (status === 413) return { class: "bad_batch", message: "HubSpot says the batch is too large." };
	if (/PROPERTY_DOESNT_EXIST|does not exist.*propert|propert.*does not exist/i.test(words)) {
		return {
			class: "config",
			message:
				"HubSpot has no contact property of this name. Create it under Settings → Properties, or change the mapping; the details hold HubSpot’s own words.",
		};
	}
	if (/READ_ONLY/i.test(words)) {
		return {
			class: "config",
			message: "A mapped property is read-only in HubSpot. Choose another in the mapping.",
		};
	}
	if (status === 409 || (status === 400 && said !== null)) {
		return { class: "bad_batch", message: "HubSpot found something wrong in the rows of this batch." };
	}
	return {
		class: "config",
		message: "HubSpot does not know this address. Check the API address under Advanced.",
	};
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse): Problem {
	const parsed = problemBody.safeParse(parse(answer.body));
	const said = parsed.success ? parsed.data : null;
	const asked = Number(answer.headers["retry-after"]) * second;
	const { retryAfterMs, ...meaning } = meaningOf(answer, said);
	const wait = asked > 0 ? asked : retryAfterMs;
	const codes = [said?.category, said?.subCategory, said?.policyName].filter(Boolean).join(" ");
	const id = said?.correlationId ? `, request ${said.correlationId}` : "";
	return {
		...meaning,
		// Their words may repeat addresses and values, so only the error codes within them are kept.
		detail: `HTTP ${answer.status}${codes ? `, ${codes}` : ""}${id}${codesOf(said?.message ?? "")}`,
		...(wait === undefined ? {} : { retryAfterMs: wait }),
	};
}

/** Codes such as INVALID_OPTION and names of properties from HubSpot's own words: never values. */
function codesOf(message: string): string {
	const codes = [...message.matchAll(/"(?:error|name)":"(\w{1,60})"/g)].map(([, code]) => code);
	return codes.length > 0 ? `: ${[...new Set(codes)].slice(0, 10).join(", ")}` : "";
}

/** The data of a success, checked; otherwise the problem. */
function readData<T>(answer: HttpResponse, schema: z.ZodType<T>, statuses = [200]): Verdict<T> {
	if (statuses.includes(answer.status)) {
		const read = schema.safeParse(parse(answer.body));
		if (read.success) return { ok: true, value: read.data };
		return { ok: false, problem: readProblem({ ...answer, status: 200, body: "" }) };
	}
	return { ok: false, problem: readProblem(answer) };
}

// Some endpoints write ids as numbers; one that lost digits is refused.
const id = z.union([z.string().regex(/^\d+$/), z.int().positive().transform(String)]);

const account = z.object({
	portalId: id,
	accountType: z.string().default(""),
	uiDomain: z.string().default(""),
});

/** The account's name, provided that it is the one the connection is for. */
export function readAccount(answer: HttpResponse, hubId: string): Verdict<string> {
	const read = readData(answer, account);
	if (!read.ok) return read;
	const { portalId, accountType } = read.value;
	if (portalId !== hubId) {
		return {
			ok: false,
			problem: {
				class: "config",
				message: `The access token belongs to the HubSpot account ${portalId}, not to ${hubId}. Enter the Hub ID and the token of the same account.`,
				detail: `portal ${portalId}`,
			},
		};
	}
	const kind = accountType.toLowerCase().replaceAll("_", " ");
	return { ok: true, value: `HubSpot account ${portalId}${kind ? ` (${kind})` : ""}` };
}

export function readPermission(answer: HttpResponse): Verdict<null> {
	const read = readData(answer, z.object({ lists: z.array(z.unknown()) }));
	return read.ok ? { ok: true, value: null } : read;
}

const list = z.object({
	list: z.object({
		listId: id,
		name: z.string().default(""),
		processingType: z.string(),
		size: z.number().int().nonnegative().nullish(),
	}),
});

const gone: Problem = {
	class: "config",
	message:
		"The list is no longer in HubSpot. Restore it there under CRM → Segments (Lists), or create a new sync.",
	detail: "HTTP 404",
};

export function readFoundList(answer: HttpResponse): Verdict<FoundPage> {
	// Only HubSpot's own words say that there is none: a page in between would look the same.
	const said = answer.status === 404 ? problemBody.safeParse(parse(answer.body)) : null;
	if (said?.success && said.data.status === "error") return { ok: true, value: { ids: [], next: null } };
	const read = readData(answer, list);
	if (!read.ok) return read;
	const { listId, processingType } = read.value.list;
	if (processingType !== "MANUAL") {
		return {
			ok: false,
			problem: {
				class: "config",
				message:
					"HubSpot has a list of this name that is not static, so people cannot be put into it. Rename it there, then run the sync again.",
				detail: `list ${listId}, ${processingType.slice(0, 30)}`,
			},
		};
	}
	return { ok: true, value: { ids: [listId], next: null } };
}

export function readCreatedList(answer: HttpResponse): Verdict<string> {
	const read = readData(answer, list, [200, 201]);
	if (read.ok) return { ok: true, value: read.value.list.listId };
	// Nothing is wrong with any person when a list cannot be created.
	const { problem } = read;
	if (problem.class !== "bad_batch") return read;
	return {
		ok: false,
		problem: { ...problem, class: "config", message: "HubSpot did not create the list. See the details." },
	};
}

export function readListSize(answer: HttpResponse): Verdict<AudienceSize> {
	if (answer.status === 404) return { ok: false, problem: gone };
	const read = readData(answer, list);
	if (!read.ok) return read;
	const size = read.value.list.size ?? -1;
	return { ok: true, value: { lower: size, upper: size, status: "" } };
}

const batch = z.object({
	status: z.string(),
	results: z.array(
		z.object({
			id,
			objectWriteTraceId: z.string().nullish(),
			properties: z.record(z.string(), z.string().nullable()).default({}),
		}),
	),
	errors: z
		.array(
			z.object({
				category: z.string().default(""),
				message: z.string().default(""),
				context: z.record(z.string(), z.array(z.string())).nullish(),
			}),
		)
		.default([]),
});
export type Written = {
	id: string;
	/** The address the record was written or asked for under, and further ones. */
	emails: readonly string[];
};
export type Refusal = {
	traces: readonly string[];
	reason: string;
	isRetryable: boolean;
	isAbsent: boolean;
	isConflict: boolean;
	isFull: boolean;
};
export type BatchAnswer = { written: readonly Written[]; refusals: readonly Refusal[] };

const reasons: readonly (readonly [RegExp, string])[] = [
	[/INVALID_EMAIL|email address .* is invalid/i, "HubSpot does not take this email address"],
	[/INVALID_OPTION/i, "the value is not one of the property’s options in HubSpot"],
	[
		/INVALID_(INTEGER|LONG|NUMBER|NUMERIC)/i,
		"the value is not a number, which the property in HubSpot needs",
	],
	[/INVALID_DATE/i, "the value is not a date, which the property in HubSpot needs"],
	[/PROPERTY_DOESNT_EXIST/i, "HubSpot has no contact property of this name"],
	[/READ_ONLY/i, "a mapped property is read-only in HubSpot"],
];

function refusalOf({ category, message, context }: z.output<typeof batch>["errors"][number]): Refusal {
	const words = `${category} ${message}`;
	const isFull = full.test(words) && !/RATE_LIMIT/i.test(words);
	const known = reasons.find(([pattern]) => pattern.test(words))?.[1];
	const about = codesOf(message).replace(/^: /, "");
	return {
		traces: Object.values(context ?? {}).flat(),
		reason: isFull
			? "HubSpot’s plan holds no more contacts"
			: `${known ?? "HubSpot refused this contact"}${about ? ` (${about})` : category ? ` (${category})` : ""}.`,
		// Full plans and passing failures are worth another try; a wrong value is not, until it changes.
		isRetryable: isFull || /RATE_LIMIT|INTERNAL|TIMEOUT|LOCK|CONCURREN/i.test(category),
		isAbsent: /OBJECT_NOT_FOUND/i.test(category),
		isConflict: /CONFLICT/i.test(category),
		isFull,
	};
}

/** What HubSpot says record by record: everything it says nothing of is unclear. */
export function readBatchAnswer(answer: HttpResponse): Verdict<BatchAnswer> {
	const read = readData(answer, batch, [200, 207]);
	if (!read.ok) return read;
	return {
		ok: true,
		value: {
			written: read.value.results.map((one) => ({
				id: one.id,
				emails: [
					one.objectWriteTraceId,
					one.properties.email,
					...(one.properties.hs_additional_emails ?? "").split(";"),
				].flatMap((email) => (email ? [email.toLowerCase()] : [])),
			})),
			refusals: read.value.errors.map(refusalOf),
		},
	};
}

const membership = z.object({
	// HubSpot spells it so.
	recordsIdsAdded: z.array(id).optional(),
	recordIdsRemoved: z.array(id).optional(),
	recordIdsMissing: z.array(id),
});

/** The ids there is no record of any more. */
export function readMembership(answer: HttpResponse): Verdict<ReadonlySet<string>> {
	if (answer.status === 404 && problemBody.safeParse(parse(answer.body)).success)
		return { ok: false, problem: gone };
	const read = readData(answer, membership);
	return read.ok ? { ok: true, value: new Set(read.value.recordIdsMissing) } : read;
}
