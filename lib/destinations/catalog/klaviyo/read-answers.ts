import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import { attributeOf } from "@/lib/destinations/catalog/klaviyo/to-requests";
import type {
	AudienceRequest,
	HttpResponse,
	Problem,
	ProblemClass,
	Verdict,
} from "@/lib/destinations/contract";

const errors = z.object({
	errors: z.array(
		z.object({
			code: z.string().default(""),
			source: z.object({ pointer: z.string().optional() }).nullish(),
		}),
	),
});

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

/** The position of a profile in the import, from where an error points. */
function rowAt(pointer: string | undefined): number | null {
	const found = /\/profiles\/data\/(\d+)(?:\/|$)/.exec(pointer ?? "");
	return found ? Number(found[1]) : null;
}

function meaningOf(status: number): { class: ProblemClass; message: string } {
	if (status === 429)
		return { class: "throttled", message: "Klaviyo asks Muster to slow down. Muster waits and goes on." };
	if (status === 401)
		return {
			class: "auth",
			message:
				"Klaviyo does not accept the API key. Create a private key in Klaviyo under Settings → API keys and enter it in the destination.",
		};
	if (status === 403)
		return {
			class: "auth",
			message:
				"The API key may not do this. It needs full access to Lists and Profiles, and read access to Accounts.",
		};
	if (status === 404)
		return {
			class: "config",
			message:
				"Klaviyo no longer has this list. It may have been deleted there: start over in the sync to create a new one.",
		};
	if (status === 410)
		return {
			class: "config",
			message: "Klaviyo retired the API revision that Muster uses. Update Muster.",
		};
	if (status === 400 || status === 413 || status === 422)
		return { class: "bad_batch", message: "Klaviyo found something wrong in this batch." };
	if (status === 408 || status >= 500)
		return { class: "transient", message: "Klaviyo had a temporary problem. Muster tries again." };
	if (status >= 200 && status < 300)
		return { class: "transient", message: "Klaviyo answered in a way Muster does not understand." };
	return {
		class: "config",
		message: "Klaviyo refused the request. The details hold its codes.",
	};
}

/** Klaviyo's own sentences may repeat identifiers: only its codes are kept. */
export function readProblem(answer: HttpResponse): Problem {
	const said = errors.safeParse(parse(answer.body));
	const list = said.success ? said.data.errors : [];
	const meaning = meaningOf(answer.status);
	const rows = list.flatMap(({ code, source }) => {
		const index = rowAt(source?.pointer);
		return index === null ? [] : [{ index, reason: reasonOf(code, source?.pointer) }];
	});
	const codes = [...new Set(list.map(({ code }) => code).filter(Boolean))].slice(0, 5).join(", ");
	const wait = Number(answer.headers["retry-after"]) * 1000;
	return {
		...meaning,
		detail: `HTTP ${answer.status}${codes ? `, ${codes}` : `, ${answer.body.length} characters`}`,
		...(meaning.class === "bad_batch" && rows.length > 0 ? { rows } : {}),
		...(wait > 0 ? { retryAfterMs: wait } : {}),
	};
}

function reasonOf(code: string, pointer: string | undefined): string {
	if (code === "duplicate_profile")
		return "Klaviyo has another profile with these identifiers. Merge the two in Klaviyo.";
	const field = /\/attributes\/([^/]+(?:\/[^/]+)?)$/.exec(pointer ?? "")?.[1];
	return `Klaviyo does not accept ${field ? `“${field}”` : "this profile"}${code ? ` (${code})` : ""}. Correct the value, then run the sync again.`;
}

function readAs<T>(answer: HttpResponse, status: number, schema: z.ZodType<T>): Verdict<T> {
	const parsed = answer.status === status ? schema.safeParse(parse(answer.body)) : null;
	return parsed?.success ? { ok: true, value: parsed.data } : { ok: false, problem: readProblem(answer) };
}

const id = z.string().min(1);
const links = z.object({ next: z.string().nullish() }).nullish();

/** Only the cursor is kept of a next page: the key goes to the address of the connection, never to one in an answer. */
function cursorOf(next: string | null | undefined): string | null {
	if (!next || !URL.canParse(next)) return null;
	return new URL(next).searchParams.get("page[cursor]");
}

export function readAccount(answer: HttpResponse): Verdict<string> {
	const read = readAs(
		answer,
		200,
		z.object({
			data: z
				.array(
					z.object({
						id,
						attributes: z.object({
							contact_information: z.object({ organization_name: z.string().default("") }).optional(),
						}),
					}),
				)
				.min(1),
		}),
	);
	if (!read.ok) return read;
	const [account] = read.value.data;
	return {
		ok: true,
		value: account?.attributes.contact_information?.organization_name || (account?.id ?? ""),
	};
}

export function readPermission(answer: HttpResponse): Verdict<null> {
	const read = readAs(answer, 200, z.object({ data: z.array(z.object({ id })) }));
	return read.ok ? { ok: true, value: null } : read;
}

export function readFoundLists(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	const read = readAs(
		answer,
		200,
		z.object({ data: z.array(z.object({ id, attributes: z.object({ name: z.string() }) })), links }),
	);
	if (!read.ok) return read;
	return {
		ok: true,
		value: {
			ids: read.value.data.filter(({ attributes }) => attributes.name === wanted.name).map((list) => list.id),
			next: cursorOf(read.value.links?.next),
		},
	};
}

/** The id of what was created: a list (201) or an import job (202). */
export function readCreated(answer: HttpResponse, status: 201 | 202): Verdict<string> {
	const read = readAs(answer, status, z.object({ data: z.object({ id }) }));
	return read.ok ? { ok: true, value: read.value.data.id } : read;
}

/** Ids of profiles by identifier, in lower case, of one page; `next`: the cursor of the one after it. */
export function readProfiles(
	answer: HttpResponse,
	kind: string,
): Verdict<{ found: Map<string, string>; next: string | null }> {
	const read = readAs(
		answer,
		200,
		z.object({ data: z.array(z.object({ id, attributes: z.record(z.string(), z.unknown()) })), links }),
	);
	if (!read.ok) return read;
	const found = new Map<string, string>();
	for (const profile of read.value.data) {
		const value = profile.attributes[attributeOf(kind)];
		if (typeof value === "string") found.set(foldValue(kind, value), profile.id);
	}
	return { ok: true, value: { found, next: cursorOf(read.value.links?.next) } };
}

/** Klaviyo keeps addresses in lower case; ids are told apart by case. */
export function foldValue(kind: string, value: string): string {
	return kind === "email" ? value.toLowerCase() : value;
}

export type ImportJob = {
	status: "working" | "complete" | "cancelled";
	total: number;
	completed: number;
	failed: number;
};

export function readJob(answer: HttpResponse): Verdict<ImportJob> {
	const count = z
		.number()
		.int()
		.min(0)
		.nullish()
		.transform((value) => value ?? 0);
	const read = readAs(
		answer,
		200,
		z.object({
			data: z.object({
				attributes: z.object({
					status: z.enum(["queued", "processing", "complete", "cancelled"]),
					total_count: count,
					completed_count: count,
					failed_count: count,
				}),
			}),
		}),
	);
	if (!read.ok) return read;
	const { status, total_count, completed_count, failed_count } = read.value.data.attributes;
	return {
		ok: true,
		value: {
			status: status === "complete" || status === "cancelled" ? status : "working",
			total: total_count,
			completed: completed_count,
			failed: failed_count,
		},
	};
}

export type ImportErrors = { rows: { index: number; reason: string }[]; next: string | null };

export function readImportErrors(answer: HttpResponse): Verdict<ImportErrors> {
	const read = readAs(
		answer,
		200,
		z.object({
			data: z.array(
				z.object({
					attributes: z.object({
						code: z.string().default(""),
						source: z.object({ pointer: z.string().optional() }).nullish(),
					}),
				}),
			),
			links,
		}),
	);
	if (!read.ok) return read;
	return {
		ok: true,
		value: {
			rows: read.value.data.flatMap(({ attributes: { code, source } }) => {
				const index = rowAt(source?.pointer);
				return index === null ? [] : [{ index, reason: reasonOf(code, source?.pointer) }];
			}),
			next: cursorOf(read.value.links?.next),
		},
	};
}
