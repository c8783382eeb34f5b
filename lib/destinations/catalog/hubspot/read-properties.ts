import { z } from "zod";
import { readProblem } from "@/lib/destinations/catalog/hubspot/read-outcome";
import type { HttpResponse, Verdict } from "@/lib/destinations/contract";
import type { FieldValue, TargetField, TargetType } from "@/lib/destinations/what-is-sent";

const properties = z.object({
	results: z.array(
		z.object({
			name: z.string(),
			label: z.string().default(""),
			description: z.string().nullish(),
			type: z.string(),
			fieldType: z.string().default(""),
			calculated: z.boolean().nullish(),
			archived: z.boolean().nullish(),
			options: z
				.array(z.object({ value: z.string() }))
				.nullish()
				.transform((options) => (options ?? []).map(({ value }) => value)),
			modificationMetadata: z.object({ readOnlyValue: z.boolean() }).nullish(),
		}),
	),
});
type Property = z.output<typeof properties>["results"][number];

const types: Record<string, TargetType> = {
	string: "text",
	phone_number: "text",
	number: "number",
	bool: "boolean",
	date: "date",
	datetime: "date",
	enumeration: "text",
};

/** What finds the contact, and what says whether and why someone may be written to: never filled by a mapping. */
export const reserved =
	/^(email|hs_object_id|hs_additional_emails|hs_email_optout\w*|hs_email_bad_address|hs_legal_basis|hs_marketable_\w+)$/;

function checkOptions(options: readonly string[]): (value: FieldValue) => string | null {
	const known = new Set(options);
	return (value) => {
		if (value === null || value === "") return null;
		const values = typeof value === "object" ? value : [String(value)];
		return values.every((one) => known.has(one)) ? null : "is not one of the property’s options in HubSpot";
	};
}

function fieldOf({ name, label, description, type, fieldType, options }: Property): TargetField | null {
	const taken = types[type];
	if (taken === undefined) return null;
	const isMany = type === "enumeration" && fieldType === "checkbox";
	// Owners and the like have options that are kept elsewhere.
	const hasOptions = type === "enumeration" && options.length > 0;
	return {
		name,
		label: label || name,
		help: description?.slice(0, 200) ?? "",
		type: isMany ? "list" : taken,
		...(hasOptions ? { check: checkOptions(options) } : {}),
	};
}

/** The contact properties that can be written. */
export function readProperties(answer: HttpResponse): Verdict<readonly TargetField[]> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	let body: unknown = null;
	try {
		body = JSON.parse(answer.body);
	} catch {
		// A page of something in between: said below.
	}
	const read = properties.safeParse(body);
	if (!read.success) return { ok: false, problem: readProblem({ ...answer, body: "" }) };
	const writable = read.data.results.filter(
		(one) =>
			!one.modificationMetadata?.readOnlyValue &&
			!one.calculated &&
			!one.archived &&
			!reserved.test(one.name),
	);
	return { ok: true, value: writable.flatMap((one) => fieldOf(one) ?? []) };
}
