import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import { readBody } from "@/lib/destinations/catalog/mailchimp/read-problem";
import type {
	AudienceRequest,
	AudienceSize,
	HttpResponse,
	OptOut,
	Verdict,
} from "@/lib/destinations/contract";
import type { TargetField, TargetType } from "@/lib/destinations/what-is-sent";

function mapped<T, U>(read: Verdict<T>, change: (value: T) => U): Verdict<U> {
	return read.ok ? { ok: true, value: change(read.value) } : read;
}

export function readList(answer: HttpResponse): Verdict<string> {
	return mapped(
		readBody(answer, z.object({ id: z.string(), name: z.string() })),
		({ id, name }) => name || id,
	);
}

const segment = z.object({ id: z.int().positive(), name: z.string() });

export function readFoundSegments(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	const read = readBody(answer, z.object({ segments: z.array(segment), total_items: z.int() }));
	// One page holds a thousand; Mailchimp allows fewer tags.
	return mapped(read, ({ segments }) => ({
		ids: segments.filter(({ name }) => name === wanted.name).map(({ id }) => String(id)),
		next: null,
	}));
}

export function readCreatedSegment(answer: HttpResponse): Verdict<string> {
	return mapped(readBody(answer, segment), ({ id }) => String(id));
}

export function readSegmentSize(answer: HttpResponse): Verdict<AudienceSize> {
	const read = readBody(answer, z.object({ member_count: z.int().min(0) }));
	return mapped(read, ({ member_count: size }) => ({ lower: size, upper: size, status: "" }));
}

const types: Record<string, TargetType> = {
	text: "text",
	number: "number",
	date: "date",
	phone: "text",
	url: "text",
	imageurl: "text",
	zip: "text",
	radio: "text",
	dropdown: "text",
	birthday: "text",
};
const mergeField = z.object({
	tag: z.string(),
	name: z.string(),
	type: z.string(),
	options: z.object({ choices: z.array(z.string()).optional() }).optional(),
});

/** The audience's merge fields. An address is several values at once, which no mapping holds. */
export function readMergeFields(answer: HttpResponse): Verdict<readonly TargetField[]> {
	const read = readBody(answer, z.object({ merge_fields: z.array(mergeField) }));
	return mapped(read, ({ merge_fields: all }) =>
		all.flatMap(({ tag, name, type, options }): TargetField[] => {
			const known = types[type];
			if (!known) return [];
			const choices = options?.choices ?? [];
			const isChoice = type === "radio" || type === "dropdown";
			return [
				{
					name: tag,
					label: name || tag,
					help: isChoice ? `One of ${choices.join(", ")}.` : "",
					type: known,
					...(isChoice && choices.length > 0
						? {
								check: (value) =>
									typeof value !== "string" || value === "" || choices.includes(value)
										? null
										: `is none of ${choices.join(", ")}`,
							}
						: {}),
					...(type === "birthday"
						? {
								check: (value) =>
									typeof value !== "string" || /^(\d{2}\/\d{2})?$/.test(value)
										? null
										: "is not a birthday such as 05/31",
							}
						: {}),
				},
			];
		}),
	);
}

const created = z.object({
	new_members: z.array(z.object({ email_address: z.string() })),
	updated_members: z.array(z.object({ email_address: z.string() })).default([]),
	errors: z.array(
		z.object({
			email_address: z.string(),
			error: z.string().default(""),
			error_code: z.string().default(""),
		}),
	),
});

/** By address in lower case: taken, or what Mailchimp has against it. Who is in neither was not spoken of. */
export function readCreatedContacts(
	answer: HttpResponse,
): Verdict<{ taken: ReadonlySet<string>; errors: ReadonlyMap<string, string> }> {
	return mapped(readBody(answer, created), ({ new_members: fresh, updated_members: updated, errors }) => ({
		taken: new Set([...fresh, ...updated].map((one) => one.email_address.toLowerCase())),
		errors: new Map(
			errors.map((one) => [one.email_address.toLowerCase(), `${one.error} ${one.error_code}`.trim()]),
		),
	}));
}

const membership = z.object({
	total_added: z.int(),
	total_removed: z.int(),
	errors: z.array(z.object({ email_addresses: z.array(z.string()), error: z.string().default("") })),
});

/** By address in lower case: whom the segment did not take or let go, with Mailchimp's words. */
export function readMembership(answer: HttpResponse): Verdict<ReadonlyMap<string, string>> {
	return mapped(
		readBody(answer, membership),
		({ errors }) =>
			new Map(
				errors.flatMap((one) =>
					one.email_addresses.map((email) => [email.toLowerCase(), one.error] as const),
				),
			),
	);
}

const optOuts = z.object({
	members: z.array(z.object({ email_address: z.string(), last_changed: z.iso.datetime({ offset: true }) })),
});

export function readOptOutPage(answer: HttpResponse, reason: OptOut["reason"]): Verdict<readonly OptOut[]> {
	return mapped(readBody(answer, optOuts), ({ members }) =>
		members.map((one) => ({
			kind: "email",
			value: one.email_address,
			channel: "email",
			reason,
			at: new Date(one.last_changed),
		})),
	);
}
