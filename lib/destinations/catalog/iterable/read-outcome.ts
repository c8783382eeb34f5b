import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import type {
	AudienceRequest,
	AudienceSize,
	Batch,
	BatchResult,
	BatchRow,
	HttpResponse,
	Problem,
	ProblemClass,
	RecordOutcome,
	Verdict,
} from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

const errorBody = z.object({ msg: z.string(), code: z.string().default("") });

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

function meaningOf(status: number, words: string): { class: ProblemClass; message: string } {
	if (status === 429) {
		return { class: "throttled", message: "Iterable asks Muster to slow down. Muster waits and goes on." };
	}
	if (status === 401 || status === 403) {
		return {
			class: "auth",
			message:
				"Iterable does not accept the API key. It must be a server-side key of this project, under Integrations → API Keys, in the data center chosen here.",
		};
	}
	if (status === 404 || (status === 400 && /\blist\b.*\b(not found|not exist|invalid)/i.test(words))) {
		return {
			class: "config",
			message: "Iterable does not know this list. Start the sync over, and Muster creates it again.",
		};
	}
	if (status === 400 || status === 413 || status === 422) {
		return { class: "bad_batch", message: "Iterable found something wrong in this batch." };
	}
	if (status === 408 || status >= 500) {
		return { class: "transient", message: "Iterable had a temporary problem. Muster tries again." };
	}
	// Also another kind of success than Iterable gives, which may have come from something in between.
	if (status >= 200 && status < 300) {
		return { class: "transient", message: "Iterable answered in a way Muster does not understand." };
	}
	return {
		class: "config",
		message: "Iterable does not know this address. Check the data center and the API address.",
	};
}

/** Iterable's own words, without what looks like an address: its messages may repeat the one that was sent. */
function wordsOf(answer: HttpResponse): string {
	const said = errorBody.safeParse(parse(answer.body));
	if (!said.success) return readPageText(answer) ?? "";
	const words = said.data.msg.replace(/\S+@\S+/g, "(address)").slice(0, 300);
	return said.data.code ? `${said.data.code}: ${words}` : words;
}

export function readProblem(answer: HttpResponse): Problem {
	const words = wordsOf(answer);
	return { ...meaningOf(answer.status, words), detail: `HTTP ${answer.status}${words ? `: ${words}` : ""}` };
}

function readSetting<T>(answer: HttpResponse, schema: z.ZodType<T>): Verdict<T> {
	const parsed = answer.status === 200 ? schema.safeParse(parse(answer.body)) : null;
	if (parsed?.success) return { ok: true, value: parsed.data };
	const problem = readProblem(answer);
	if (problem.class !== "bad_batch") return { ok: false, problem };
	const message = "Iterable refused the request. The details hold its own words.";
	return { ok: false, problem: { ...problem, class: "config", message } };
}

const lists = z.object({
	lists: z.array(z.object({ id: z.int(), name: z.string().default(""), listType: z.string().optional() })),
});

/** Iterable names no project: how many lists it has is what shows that it is the right one. */
export function readProject(answer: HttpResponse, dataCenter: string): Verdict<string> {
	const read = readSetting(answer, lists);
	if (!read.ok) return read;
	const count = read.value.lists.length;
	const own = count === 1 ? "1 list" : `${count} lists`;
	return { ok: true, value: `Iterable project (${dataCenter.toUpperCase()}), ${own}` };
}

export function readFoundLists(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	const read = readSetting(answer, lists);
	if (!read.ok) return read;
	// Nobody can be added to a dynamic list.
	const own = read.value.lists.filter(
		({ name, listType }) => name === wanted.name && (listType === undefined || listType === "Standard"),
	);
	return { ok: true, value: { ids: own.map(({ id }) => String(id)), next: null } };
}

export function readCreatedList(answer: HttpResponse): Verdict<string> {
	const read = readSetting(answer, z.object({ listId: z.int() }));
	return read.ok ? { ok: true, value: String(read.value.listId) } : read;
}

/** The size is a number as plain text. */
export function readListSize(answer: HttpResponse): Verdict<AudienceSize> {
	const read = readSetting(answer, z.int().min(0));
	if (!read.ok) return read;
	return { ok: true, value: { lower: read.value, upper: read.value, status: "" } };
}

const values = z.array(z.string()).default([]);
const updates = z.object({
	successCount: z.int().min(0),
	failCount: z.int().min(0),
	invalidEmails: values,
	invalidUserIds: values,
	failedUpdates: z
		.object({
			invalidEmails: values,
			invalidUserIds: values,
			notFoundEmails: values,
			notFoundUserIds: values,
			invalidDataEmails: values,
			invalidDataUserIds: values,
			conflictEmails: values,
			conflictUserIds: values,
			forgottenEmails: values,
			forgottenUserIds: values,
		})
		.optional(),
});

function rejected(reason: string, isRetryable = false): RecordOutcome {
	return { kind: "rejected", reason, isRetryable };
}

const invalid = rejected("Iterable calls this identifier invalid. Correct it at its source.");
const invalidData = rejected(
	"Iterable does not accept the fields: one has another type there. Map it to another field, or change its type in Iterable.",
);
const conflict = rejected(
	"In Iterable, this identifier belongs to another user. Merge the two users there, or correct the identifier.",
);
const forgotten = rejected(
	"This person was forgotten (GDPR) in Iterable and stays so, unless someone unforgets them there.",
);

function notFound(batch: Pick<Batch, "operation" | "isUpdateOnly">): RecordOutcome {
	if (batch.operation === "remove") return { kind: "confirmed" };
	if (batch.isUpdateOnly) return { kind: "missing", reason: "There is no such user in Iterable." };
	return rejected("Iterable did not find or create this user.", true);
}

/** Email addresses are the same in any case, user IDs are not. */
function keyOf(kind: string, value: string): string {
	return kind === "email" ? `email ${value.trim().toLowerCase()}` : `user_id ${value}`;
}

/** What became of each row: failures are named by value, in one list for each reason. */
export function readUpdates(
	answer: HttpResponse,
	batch: Pick<Batch, "operation" | "isUpdateOnly">,
	rows: readonly BatchRow[],
): Verdict<BatchResult> {
	const parsed = answer.status === 200 ? updates.safeParse(parse(answer.body)) : null;
	if (!parsed?.success) return { ok: false, problem: readProblem(answer) };
	const { failCount, failedUpdates: failed, invalidEmails, invalidUserIds } = parsed.data;
	const byKey = new Map<string, RecordOutcome>();
	const name = (kind: string, named: readonly string[] | undefined, outcome: RecordOutcome): void => {
		for (const value of named ?? []) byKey.set(keyOf(kind, value), outcome);
	};
	// The last reason counts, so what is final comes last.
	name("email", failed?.notFoundEmails, notFound(batch));
	name("user_id", failed?.notFoundUserIds, notFound(batch));
	name("email", [...invalidEmails, ...(failed?.invalidEmails ?? [])], invalid);
	name("user_id", [...invalidUserIds, ...(failed?.invalidUserIds ?? [])], invalid);
	name("email", failed?.invalidDataEmails, invalidData);
	name("user_id", failed?.invalidDataUserIds, invalidData);
	name("email", failed?.conflictEmails, conflict);
	name("user_id", failed?.conflictUserIds, conflict);
	name("email", failed?.forgottenEmails, batch.operation === "remove" ? { kind: "confirmed" } : forgotten);
	name("user_id", failed?.forgottenUserIds, batch.operation === "remove" ? { kind: "confirmed" } : forgotten);
	const byIndex = new Map<number, RecordOutcome>();
	for (const [index, row] of rows.entries()) {
		const outcome = byKey.get(keyOf(row.kind, row.value));
		if (outcome) byIndex.set(index, outcome);
	}
	// A failure that names none of these people may be any of them.
	return {
		ok: true,
		value: { others: failCount > byIndex.size ? "unclear" : "confirmed", byIndex, invalidCount: 0 },
	};
}

/**
 * Whether the address was changed. A 400 with Iterable's own words is a no: there is no user with the former address,
 * or another one has the new address already.
 */
export function readMove(answer: HttpResponse): Verdict<boolean> {
	const body = errorBody.safeParse(parse(answer.body));
	if (answer.status === 200 && body.success && body.data.code === "Success") return { ok: true, value: true };
	if (answer.status === 400 && body.success) return { ok: true, value: false };
	return { ok: false, problem: readProblem(answer) };
}
