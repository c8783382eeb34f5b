import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type {
	AudienceRequest,
	HttpResponse,
	Problem,
	ProblemClass,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";

const said = z.object({
	message: z.string().nullish(),
	errorcode: z.number().nullish(),
	additionalErrors: z.array(z.unknown()).nullish(),
	resultMessages: z.array(z.object({ message: z.string().nullish() })).nullish(),
});

function parse({ body }: HttpResponse): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

/** Marketing Cloud's own words without what may name a person. */
function words(text: string): string {
	return text
		.replace(/[^\s@]+@[^\s@]+/g, "…")
		.replace(/\s+/g, " ")
		.trim()
		.slice(0, 200);
}

/** Of a failure that says of itself that it may be tried again: N-SFMC-1, and errorcode 10006 without further errors. */
const passing = /rerun the transaction|deadlock|time-?out|timed out|temporar|try again/i;
const failedToSave = 10_006;

function meaningOf(status: number): { class: ProblemClass; message: string } {
	if (status === 429)
		return {
			class: "throttled",
			message: "Marketing Cloud asks Muster to slow down. Muster waits and goes on.",
		};
	if (status === 401)
		return {
			class: "auth",
			message:
				"Marketing Cloud does not accept the access token. Check the installed package's client ID and client secret.",
		};
	if (status === 403)
		return {
			class: "auth",
			message:
				"The installed package may not do this. Give its API integration the scopes Data Extensions: Read and Write.",
		};
	if (status === 404)
		return {
			class: "config",
			message:
				"Marketing Cloud no longer has this data extension. It may have been deleted there: start over in the sync to create a new one.",
		};
	if (status === 408 || status >= 500)
		return { class: "transient", message: "Marketing Cloud had a temporary problem. Muster tries again." };
	if (status >= 200 && status < 300)
		return { class: "transient", message: "Marketing Cloud answered in a way Muster does not understand." };
	return {
		class: "config",
		message:
			"Marketing Cloud refused the request. Each field you map needs a column of the same name in the data extension (type Text): add the column in Contact Builder, or take the field out of the mapping.",
	};
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse): Problem {
	const parsed = said.safeParse(parse(answer));
	const told = parsed.success ? parsed.data : {};
	const text = [told.message, ...(told.resultMessages ?? []).map(({ message }) => message)]
		.filter((one) => one != null && one !== "")
		.join("; ");
	const isPassing =
		answer.status === 400 &&
		((told.errorcode === failedToSave && (told.additionalErrors ?? []).length === 0) || passing.test(text));
	return {
		...(isPassing ? meaningOf(500) : meaningOf(answer.status)),
		detail: `HTTP ${answer.status}${text ? `: ${words(text)}` : `, ${answer.body.length} characters`}`,
	};
}

function readAs<T>(answer: HttpResponse, status: number, schema: z.ZodType<T>): Verdict<T> {
	const parsed = answer.status === status ? schema.safeParse(parse(answer)) : null;
	return parsed?.success ? { ok: true, value: parsed.data } : { ok: false, problem: readProblem(answer) };
}

/** The account as people know it, with the number of the business unit. */
export function readAccount(answer: HttpResponse): Verdict<string> {
	const read = readAs(
		answer,
		200,
		z.object({
			organization: z.object({
				member_id: z.union([z.number(), z.string()]),
				enterprise_name: z.string().nullish(),
			}),
		}),
	);
	if (!read.ok) return read;
	const { member_id: unit, enterprise_name: name } = read.value.organization;
	return { ok: true, value: name ? `${name} (business unit ${unit})` : `business unit ${unit}` };
}

/** The data extension whose key is the sync's own id, whatever others a search by its name finds. */
export function readFound(answer: HttpResponse, { ownId }: AudienceRequest): Verdict<FoundPage> {
	const read = readAs(
		answer,
		200,
		z.object({
			count: z.number().int().nonnegative(),
			page: z.number().int().positive(),
			pageSize: z.number().int().positive(),
			items: z.array(z.object({ key: z.string() })),
		}),
	);
	if (!read.ok) return read;
	const { count, page, pageSize, items } = read.value;
	return {
		ok: true,
		value: {
			ids: items.filter(({ key }) => key === ownId).map(({ key }) => key),
			next: items.length > 0 && page * pageSize < count ? String(page + 1) : null,
		},
	};
}

export function readCreated(answer: HttpResponse): Verdict<string> {
	const read = readAs(answer, 201, z.object({ key: z.string().min(1) }));
	if (read.ok) return { ok: true, value: read.value.key };
	const { problem } = read;
	if (answer.status !== 400 || problem.class !== "config") return read;
	const message =
		"Marketing Cloud did not create the data extension. Check the folder ID of the destination: it is the number of a folder for data extensions.";
	return { ok: false, problem: { ...problem, message } };
}

/** The number under which Marketing Cloud works on rows that it took. */
export function readAccepted(answer: HttpResponse): Verdict<string> {
	const read = readAs(answer, 202, z.object({ requestId: z.string().min(1) }));
	return read.ok ? { ok: true, value: read.value.requestId } : read;
}

export type Progress = "working" | "done" | "has_errors" | "failed";

/** How far it is. An answer that does not say is asked for again. */
export function readStatus(answer: HttpResponse): Verdict<Progress> {
	const read = readAs(
		answer,
		200,
		z.object({
			requestId: z.string().nullish(),
			status: z
				.object({
					requestStatus: z.string(),
					resultStatus: z.string().nullish(),
					hasErrors: z.boolean().nullish(),
				})
				.nullish(),
		}),
	);
	if (!read.ok) return read;
	const { status, requestId } = read.value;
	// An answer without either is none of Marketing Cloud's.
	if (!status)
		return requestId ? { ok: true, value: "working" } : { ok: false, problem: readProblem(answer) };
	if (status.requestStatus === "Error") return { ok: true, value: "failed" };
	if (status.requestStatus !== "Complete") return { ok: true, value: "working" };
	return {
		ok: true,
		value: status.hasErrors === false && status.resultStatus === "OK" ? "done" : "has_errors",
	};
}

/** What became of each row, in the order in which they were sent. */
export function readResults(answer: HttpResponse): Verdict<RecordOutcome[]> {
	const read = readAs(
		answer,
		200,
		z.object({ items: z.array(z.object({ status: z.string(), message: z.string().nullish() })) }),
	);
	if (!read.ok) return read;
	return {
		ok: true,
		value: read.value.items.map(({ status, message }): RecordOutcome => {
			if (status === "OK") return { kind: "confirmed" };
			const text = words(message ?? "");
			if (passing.test(text))
				return {
					kind: "rejected",
					reason: "Marketing Cloud was busy with this row. It follows with the next run.",
					isRetryable: true,
				};
			return {
				kind: "rejected",
				reason: `Marketing Cloud did not accept this row: ${text || "it gave no reason"}.`,
				isRetryable: false,
			};
		}),
	};
}
