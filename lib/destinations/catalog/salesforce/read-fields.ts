import { z } from "zod";
import { readProblem } from "@/lib/destinations/catalog/salesforce/read-outcome";
import type { HttpResponse, Verdict } from "@/lib/destinations/contract";
import type { TargetField, TargetType } from "@/lib/destinations/what-is-sent";

const description = z.object({
	fields: z.array(
		z.object({
			name: z.string(),
			label: z.string(),
			type: z.string(),
			updateable: z.boolean(),
			restrictedPicklist: z.boolean().nullish(),
			picklistValues: z.array(z.object({ value: z.string(), active: z.boolean() })).nullish(),
		}),
	),
});

const types: Record<string, TargetType> = {
	string: "text",
	textarea: "text",
	phone: "text",
	url: "text",
	email: "text",
	picklist: "text",
	combobox: "text",
	multipicklist: "list",
	double: "number",
	int: "number",
	currency: "number",
	percent: "number",
	boolean: "boolean",
	date: "date",
	datetime: "date",
};

/** What finds the contact, and what says whether someone may be written to: never filled by a mapping. */
export const reserved =
	/^(Id|Email|HasOptedOut\w*|DoNotCall|EmailBounced\w*|IndividualId|pi__\w*opted_out\w*)$/i;

/** The contact fields that can be written. */
export function readFields(answer: HttpResponse): Verdict<readonly TargetField[]> {
	let body: unknown = null;
	try {
		body = JSON.parse(answer.body);
	} catch {
		// A page of something in between: said below.
	}
	const read = description.safeParse(body);
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	if (!read.success) return { ok: false, problem: readProblem({ ...answer, body: "" }) };
	return {
		ok: true,
		value: read.data.fields.flatMap((field): TargetField[] => {
			const type = types[field.type];
			if (type === undefined || !field.updateable || reserved.test(field.name)) return [];
			const known = new Set(field.picklistValues?.flatMap(({ value, active }) => (active ? value : [])));
			const { name, label } = field;
			if (!field.restrictedPicklist) return [{ name, label, help: "", type }];
			return [
				{
					name,
					label,
					help: "",
					type,
					check: (value) => {
						const values = typeof value === "object" ? (value ?? []) : [String(value)];
						const isKnown = values.every((one) => one === "" || known.has(one));
						return isKnown ? null : "is not one of the picklist’s values in Salesforce";
					},
				},
			];
		}),
	};
}
