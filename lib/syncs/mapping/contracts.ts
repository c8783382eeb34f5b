import { z } from "zod";
import { targetTypes } from "@/lib/destinations/what-is-sent";
import { personalField } from "@/lib/profiles/personal-fields";

/** What may be done to a value on its way, before it is fitted to the type of its target. */
export const transforms = [
	"none",
	"trim",
	"lower",
	"upper",
	"text",
	"number",
	"round",
	"date_day",
	"unix_seconds",
] as const;
export type Transform = (typeof transforms)[number];

export const maxMappedFields = 100;
/** More digits than a double holds are no rounding. */
export const maxDigits = 10;

const name = z.string().trim().min(1, "A name is needed").max(200);

/** Where the value of a target comes from. Computed traits are traits. */
export const mappingSource = z.union(
	[
		z.strictObject({ trait: name }),
		z.strictObject({ personal: personalField }),
		z.strictObject({ constant: z.union([z.string().max(1_000), z.number(), z.boolean()]) }),
		z.strictObject({ template: z.string().min(1, "Write the text of the template").max(1_000) }),
	],
	{
		error:
			'must be one of {"trait": name}, {"personal": field}, {"constant": value} and {"template": "Hi {{first_name}}"}',
	},
);
export type MappingSource = z.output<typeof mappingSource>;

export const mappingRule = z.strictObject({
	/** The field at the destination. */
	target: name,
	source: mappingSource,
	transform: z.enum(transforms).default("none"),
	/** Of "round": digits after the decimal point. */
	digits: z.number().int().min(0).max(maxDigits).default(0),
	/**
	 * The type of a field that exists only at the destination, as of when the mapping was saved: values are fitted to it
	 * although runs cannot always ask. Noted by the server; whatever else is given is overwritten.
	 */
	type: z.enum(targetTypes).optional(),
});
export type MappingRule = z.output<typeof mappingRule>;

export const mapping = z.array(mappingRule).max(maxMappedFields, `at most ${maxMappedFields} fields`);
export type Mapping = z.output<typeof mapping>;
