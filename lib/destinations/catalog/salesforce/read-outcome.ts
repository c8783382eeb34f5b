import { z } from "zod";
import type { Account } from "@/lib/destinations/auth";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type { AudienceSize, HttpResponse, Problem, ProblemClass, Verdict } from "@/lib/destinations/contract";

const errors = z.array(z.object({ errorCode: z.string(), message: z.string().default("") })).min(1);
const hour = 3_600_000;

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

type Meaning = { class: ProblemClass; message: string; retryAfterMs?: number };

function meaningOf(status: number, code: string): Meaning {
	if (code === "REQUEST_LIMIT_EXCEEDED" || status === 429) {
		return {
			class: "throttled",
			message:
				"Salesforce’s limit of API requests in 24 hours is used up. Muster looks again every hour; an administrator can buy more.",
			retryAfterMs: hour,
		};
	}
	if (status === 401) {
		return { class: "auth", message: "Salesforce no longer accepts the access token. Give access again." };
	}
	// Also another kind of success than Salesforce gives, which may have come from something in between.
	if (status >= 200 && status < 300)
		return { class: "transient", message: "Salesforce answered in a way Muster does not understand." };
	if (status === 408 || status >= 500 || code === "UNABLE_TO_LOCK_ROW")
		return { class: "transient", message: "Salesforce had a temporary problem. Muster tries again." };
	if (code === "STORAGE_LIMIT_EXCEEDED")
		return { class: "refused", message: "Salesforce’s data storage is full. Free some or buy more there." };
	if (code === "API_DISABLED_FOR_ORG" || code === "API_CURRENTLY_DISABLED") {
		return {
			class: "auth",
			message: "This Salesforce edition, or this user, has no API access. Ask an administrator for it.",
		};
	}
	if (status === 403 || code === "INSUFFICIENT_ACCESS_OR_READONLY") {
		return {
			class: "auth",
			message:
				"Salesforce does not allow this. The user who gave access needs to read and edit contacts and campaigns (Marketing User).",
		};
	}
	if (code === "INVALID_FIELD" || code === "INVALID_FIELD_FOR_INSERT_UPDATE") {
		return {
			class: "config",
			message:
				"Salesforce has no such contact field, or this user may not see it. Check the mapping and the field’s permissions.",
		};
	}
	if (code === "INVALID_TYPE") {
		return {
			class: "config",
			message:
				"Salesforce shows this user no contacts or campaigns. Ask an administrator for access to them.",
		};
	}
	if (code !== "" && status === 400)
		return { class: "bad_batch", message: "Salesforce found something wrong in the rows of this batch." };
	return {
		class: "config",
		message: "Salesforce does not know this address. Check the My Domain address and the API version.",
	};
}

/** A response that is not a success, as one of the few problem classes. */
export function readProblem(answer: HttpResponse): Problem {
	const said = errors.safeParse(parse(answer.body));
	const code = said.success ? (said.data[0]?.errorCode ?? "") : "";
	// Salesforce's own words may repeat values, so only the code is kept.
	return { ...meaningOf(answer.status, code), detail: `HTTP ${answer.status}${code ? `, ${code}` : ""}` };
}

/** The data of a success, checked; otherwise the problem. */
function readData<T>(answer: HttpResponse, schema: z.ZodType<T>, status = 200): Verdict<T> {
	if (answer.status !== status) return { ok: false, problem: readProblem(answer) };
	const read = schema.safeParse(parse(answer.body));
	return read.success
		? { ok: true, value: read.data }
		: { ok: false, problem: readProblem({ ...answer, body: "" }) };
}

const found = <T extends z.ZodType>(record: T) =>
	z.object({ totalSize: z.int(), done: z.boolean(), records: z.array(record) });
const id = z.string().regex(/^[A-Za-z0-9]{15,18}$/);

export function readOrganization(answer: HttpResponse): Verdict<Account> {
	const read = readData(answer, found(z.object({ Id: id, Name: z.string() })));
	if (!read.ok) return read;
	const [first] = read.value.records;
	return first
		? { ok: true, value: { id: first.Id, name: first.Name } }
		: { ok: false, problem: readProblem({ ...answer, body: "" }) };
}

export function readIds(answer: HttpResponse): Verdict<FoundPage> {
	const read = readData(answer, found(z.object({ Id: id })));
	return read.ok ? { ok: true, value: { ids: read.value.records.map(({ Id }) => Id), next: null } } : read;
}

export function readCreatedCampaign(answer: HttpResponse): Verdict<string> {
	const read = readData(answer, z.object({ id, success: z.literal(true) }), 201);
	if (read.ok) return { ok: true, value: read.value.id };
	const { problem } = read;
	if (problem.class !== "bad_batch") return read;
	const message =
		"Salesforce did not create the campaign. A required field or a validation rule of your organization may stand in the way.";
	return { ok: false, problem: { ...problem, class: "config", message } };
}

/** The campaign is no longer there. */
export const goneCampaign: Problem = {
	class: "config",
	message:
		"The campaign is no longer in Salesforce. Restore it from the recycle bin there, or create a new sync.",
	detail: "no such campaign",
};

export function readCampaignSize(answer: HttpResponse): Verdict<AudienceSize> {
	const read = readData(answer, found(z.object({ NumberOfContacts: z.number().nullish() })));
	if (!read.ok) return read;
	const [first] = read.value.records;
	if (!first) return { ok: false, problem: goneCampaign };
	const size = first.NumberOfContacts ?? -1;
	return { ok: true, value: { lower: size, upper: size, status: "" } };
}

export type FoundContacts = { isWhole: boolean; contacts: readonly { id: string; value: string }[] };

export function readContacts(answer: HttpResponse, field: string): Verdict<FoundContacts> {
	const read = readData(answer, found(z.looseObject({ Id: id })));
	if (!read.ok) return read;
	const contacts = read.value.records.map((record) => ({
		id: record.Id,
		value: String(record[field] ?? "").toLowerCase(),
	}));
	return { ok: true, value: { isWhole: read.value.done, contacts } };
}

export type Member = { id: string; contactId: string; value: string };

export function readMembers(
	answer: HttpResponse,
	field: string,
): Verdict<{ isWhole: boolean; members: readonly Member[] }> {
	const member = z.object({
		Id: id,
		ContactId: id,
		Contact: z.record(z.string(), z.unknown()).nullish(),
	});
	const read = readData(answer, found(member));
	if (!read.ok) return read;
	const members = read.value.records.map(({ Id, ContactId, Contact }) => ({
		id: Id,
		contactId: ContactId,
		value: String(Contact?.[field] ?? "").toLowerCase(),
	}));
	return { ok: true, value: { isWhole: read.value.done, members } };
}

const saved = z.array(
	z.object({
		id: id.nullish(),
		success: z.boolean(),
		errors: z.array(z.object({ statusCode: z.string(), fields: z.array(z.string()).nullish().default([]) })),
	}),
);
export type Saved = {
	id: string | null;
	code: string | null;
	reason: string;
	isRetryable: boolean;
	fields: readonly string[];
};

const words: Record<string, string> = {
	INVALID_EMAIL_ADDRESS: "Salesforce does not take this email address",
	REQUIRED_FIELD_MISSING: "a field that your organization requires is empty",
	STRING_TOO_LONG: "a value is longer than the field allows",
	FIELD_CUSTOM_VALIDATION_EXCEPTION: "a validation rule of your organization refuses it",
	INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: "a value is not one of the picklist’s",
	DUPLICATES_DETECTED: "a duplicate rule of your organization refuses it",
	INVALID_FIELD_FOR_INSERT_UPDATE: "a mapped field cannot be written",
	STORAGE_LIMIT_EXCEEDED: "Salesforce’s data storage is full",
};
const passing = /^(UNABLE_TO_LOCK_ROW|STORAGE_LIMIT_EXCEEDED|SERVER_UNAVAILABLE|.*_LIMIT_EXCEEDED)$/;

/** The answers to a collection, in the order sent; another number of them says nothing. */
export function readSaved(answer: HttpResponse, count: number): Verdict<readonly Saved[]> {
	const read = readData(answer, saved);
	if (!read.ok) return read;
	if (read.value.length !== count) return { ok: false, problem: readProblem({ ...answer, body: "" }) };
	return {
		ok: true,
		value: read.value.map(({ id: one, success, errors: [error] }) => {
			const code = success ? null : (error?.statusCode ?? "UNKNOWN_EXCEPTION");
			const fields = error?.fields ?? [];
			const about = [code, ...fields].filter(Boolean).join(", ");
			return {
				id: one ?? null,
				code,
				reason: `${words[code ?? ""] ?? "Salesforce refused this contact"} (${about}).`,
				isRetryable: passing.test(code ?? ""),
				fields,
			};
		}),
	};
}
