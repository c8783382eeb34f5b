import { z } from "zod";
import type { HttpResponse, Problem, RecordOutcome, Verdict } from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

/** Mailchimp's errors follow RFC 7807. */
const problemBody = z.object({
	title: z.string().default(""),
	detail: z.string().default(""),
	errors: z.array(z.object({ field: z.string().default(""), message: z.string().default("") })).nullish(),
});

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

function words(text: string): string {
	return text
		.replace(/[^\s@]+@[^\s@]+/g, "…")
		.replace(/\s+/g, " ")
		.trim()
		.slice(0, 300);
}

/** All that Mailchimp says of a failure, in one line. */
function textOf(answer: HttpResponse): string {
	const body = parse(answer.body);
	const said = problemBody.safeParse(body);
	if (!said.success || body === null) return "";
	const { title, detail, errors } = said.data;
	return [title, detail, ...(errors ?? []).map(({ field, message }) => `${field} ${message}`)]
		.filter(Boolean)
		.join(": ");
}

const isFull =
	/contact limit|(plan|account).{0,40}limit|limit.{0,40}(plan|account)|upgrade your (plan|account)/i;

export function readProblem(answer: HttpResponse): Problem {
	const { status } = answer;
	const text = textOf(answer);
	const page = readPageText(answer);
	const shown = words(text || page || "");
	const detail = `HTTP ${status}${shown ? `: ${shown}` : `, ${answer.body.length} characters`}`;
	// At a very high volume Mailchimp's edge answers 403 without JSON.
	if (status === 429 || (status === 403 && !text)) {
		return {
			class: "throttled",
			message: "Mailchimp asks Muster to slow down. Muster waits and goes on.",
			detail,
		};
	}
	if (isFull.test(text)) {
		return {
			class: "refused",
			message:
				"The Mailchimp plan is full: no more contacts can be added. Archive contacts or change the plan in Mailchimp.",
			detail,
		};
	}
	if (status === 401) {
		return {
			class: "auth",
			message: "Mailchimp no longer accepts the API key. Create a new one and enter it in the destination.",
			detail,
		};
	}
	if (status === 403) {
		return {
			class: "auth",
			message:
				"Mailchimp does not allow this. The key's user needs the role Manager, and the account must be active.",
			detail,
		};
	}
	if (status === 404) {
		return {
			class: "config",
			message:
				"Mailchimp does not know this audience or its tag. If the tag was deleted in Mailchimp, archive this sync and create a new one; otherwise check the audience ID.",
			detail,
		};
	}
	if (status === 400 || status === 413 || status === 422) {
		return {
			class: "bad_batch",
			message: "Mailchimp found something wrong in the rows of this batch.",
			detail,
		};
	}
	if (status === 408 || status >= 500) {
		return { class: "transient", message: "Mailchimp had a temporary problem. Muster tries again.", detail };
	}
	if (status >= 200 && status < 300) {
		return { class: "transient", message: "Mailchimp answered in a way Muster does not understand.", detail };
	}
	return {
		class: "config",
		message: "Mailchimp refused the request. Check the API address under Advanced.",
		detail,
	};
}

/** The body of a success, checked; otherwise the problem. */
export function readBody<T>(answer: HttpResponse, schema: z.ZodType<T>): Verdict<T> {
	const parsed = answer.status === 200 ? schema.safeParse(parse(answer.body)) : null;
	return parsed?.success ? { ok: true, value: parsed.data } : { ok: false, problem: readProblem(answer) };
}

/** Whether an error is only that the contact is in the audience already. */
export function isThere(text: string): boolean {
	return /already a list member|member exists|ERROR_CONTACT_EXISTS/i.test(text);
}

/** Why Mailchimp does not take one person: by its title or its words, which it has changed before. */
export function rejectionOf(text: string): RecordOutcome {
	if (/permanently deleted|forgotten email/i.test(text)) {
		return {
			kind: "rejected",
			reason:
				"Permanently deleted in Mailchimp, where no one but the person can come back: they must fill in a new sign-up form.",
			isRetryable: false,
		};
	}
	if (/compliance (state|review)/i.test(text)) {
		return {
			kind: "rejected",
			reason:
				"Unsubscribed or bounced in Mailchimp, which lets no one else subscribe them again: they must confirm it themselves.",
			isRetryable: false,
		};
	}
	if (isFull.test(text)) {
		return {
			kind: "rejected",
			reason: "The Mailchimp plan is full. Archive contacts or change the plan in Mailchimp.",
			isRetryable: true,
		};
	}
	return {
		kind: "rejected",
		reason: `Mailchimp did not accept this person: ${words(text) || "it gave no reason"}`,
		isRetryable: /try again|timed? ?out|temporar|too many/i.test(text),
	};
}

/** The answer about one contact: null when it was taken. */
export function readContact(answer: HttpResponse): Verdict<RecordOutcome | null> {
	const taken = readBody(answer, z.object({ id: z.string().min(1), email_address: z.string() }));
	if (taken.ok) return { ok: true, value: null };
	const { problem } = taken;
	if (answer.status === 404) {
		return { ok: true, value: { kind: "missing", reason: "Not in the Mailchimp audience." } };
	}
	if (problem.class === "bad_batch") return { ok: true, value: rejectionOf(textOf(answer)) };
	return { ok: false, problem };
}
