import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { personKind } from "@/lib/identity/identifier";
import { visibleText } from "@/lib/kernel/visible-text";
import { addressInName, holdsEmail } from "@/lib/profiles/mask-emails";
import { isNeverStored } from "@/lib/profiles/never-stored";
import { personalField } from "@/lib/profiles/personal-fields";
import { isContactName } from "@/lib/profiles/read-personal-name";
import { cleanProperties } from "@/lib/sources/clean-properties";
import { dateFormat, numberFormat } from "@/lib/sources/files/cell-formats";
import { delimiters, maxColumns } from "@/lib/sources/files/csv-reader";
import { valueType } from "@/lib/sources/trait-value";

const name = visibleText("give it a name", 200).refine((text) => !holdsEmail(text), {
	message: addressInName,
});
const format = { type: valueType, date: dateFormat.optional(), number: numberFormat.optional() };

/** What a column of a file becomes. */
export const columnRole = z.discriminatedUnion("as", [
	z.object({ as: z.literal("ignore") }),
	z.object({ as: z.literal("identifier"), kind: personKind }),
	/** `date`: how a date of birth is written. */
	z.object({ as: z.literal("personal"), field: personalField, date: dateFormat.optional() }),
	z.object({ as: z.literal("trait"), name, ...format }),
	z.object({ as: z.literal("property"), name, ...format }),
	z.object({ as: z.literal("event") }),
	/** When the event happened, or since when the traits are true. */
	z.object({ as: z.literal("time"), date: dateFormat }),
]);
export type ColumnRole = z.infer<typeof columnRole>;

export const encodings = ["utf-8", "windows-1252", "utf-16le", "utf-16be"] as const;
export const fileFormat = z.object({
	delimiter: z.enum(delimiters),
	encoding: z.enum(encodings),
	hasHeader: z.boolean(),
});
export type FileFormat = z.infer<typeof fileFormat>;

export const mappedColumn = z.object({ column: z.string().max(500), role: columnRole });

const timeZone = z.string().refine(
	(zone) => {
		try {
			new Intl.DateTimeFormat("en", { timeZone: zone });
			return true;
		} catch {
			return false;
		}
	},
	{ message: "is not a time zone; write it like Europe/Paris" },
);

/** What a guess could not decide about a column, counted from 0; for someone to answer before the import starts. */
export const mappingQuestion = z.object({
	column: z.number().int(),
	/** `dates`: day or month first. `numbers`: is `1.234` a thousand. The others are left out until someone chooses. */
	about: z.enum(["dates", "numbers", "personal", "repeated", "secret"]),
});
export type MappingQuestion = z.infer<typeof mappingQuestion>;

/** A mapping someone is still working on: `importMapping` reports what it lacks. */
export const draftMapping = z.object({
	kind: z.enum(["people", "events"]),
	file: fileFormat,
	zone: timeZone,
	columns: z.array(mappedColumn).min(1).max(maxColumns),
	eventName: name.optional(),
	/** For telephone numbers without a country prefix: ISO 3166, such as US. */
	phoneCountry: z
		.string()
		.regex(/^[A-Z]{2}$/, "must be two capital letters, such as US")
		.optional(),
});
export type DraftMapping = z.infer<typeof draftMapping>;

/**
 * How the rows of a file become messages: one entry per column, in the file's order. An events file needs a person
 * column, one time column, and an event column or one name for all rows.
 */
export const importMapping = draftMapping
	.superRefine((mapping, issues) => {
		const add = (path: (string | number)[], message: string) =>
			issues.addIssue({ code: "custom", path, message });
		const roles = mapping.columns.map((column) => column.role);
		const count = (as: ColumnRole["as"]) => roles.filter((role) => role.as === as).length;
		const hasPhone = roles.some((role) => role.as === "personal" && role.field === "phone");
		if (count("identifier") === 0 && !hasPhone)
			add(["columns"], "choose at least one column that identifies the person");
		if (count("time") > 1) add(["columns"], "only one column can be the time");
		if (count("event") > 1) add(["columns"], "only one column can be the event's name");
		if (mapping.kind === "events") {
			if (count("time") === 0) add(["columns"], "choose the column that says when it happened");
			if (count("event") === 0 && !mapping.eventName)
				add(["eventName"], "name the event, or choose a column that does");
			if (count("event") === 1 && mapping.eventName)
				add(["eventName"], "the name already comes from a column");
		} else if (count("event") > 0 || count("property") > 0 || mapping.eventName) {
			add(["columns"], "events and properties belong to a file of events");
		}
		const seen = new Set<string>();
		for (const [at, role] of roles.entries()) {
			const key =
				role.as === "identifier"
					? `identifier ${role.kind}`
					: role.as === "personal"
						? `personal ${role.field}`
						: role.as === "trait" || role.as === "property"
							? `${role.as} ${role.name}`
							: null;
			if (key && seen.has(key)) add(["columns", at, "role"], "another column already becomes this");
			if (key) seen.add(key);
			if (role.as !== "trait" && role.as !== "property") continue;
			if (isNeverStored(role.name)) add(["columns", at, "role", "name"], "is never stored: leave it out");
			else if (isContactName(role.name))
				add(["columns", at, "role", "name"], "is contact data: choose what it is, or leave it out");
			else if (role.as === "property" && cleanProperties({ [role.name]: 1 }).dropped.length > 0)
				add(
					["columns", at, "role", "name"],
					"is personal and not kept with events: choose what it is, or leave it out",
				);
		}
	})
	.meta({
		examples: [
			{
				kind: "people",
				file: { delimiter: ",", encoding: "utf-8", hasHeader: true },
				zone: "Europe/Paris",
				columns: [
					{ column: "customer_id", role: { as: "identifier", kind: "user_id" } },
					{ column: "city", role: { as: "trait", name: "city", type: "string" } },
				],
			},
		],
	});
export type ImportMapping = z.infer<typeof importMapping>;

/** Which consent the people of a file gave: none, a written statement for all of them, or a column that says it. */
export const importConsent = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("none") }),
	z.object({
		kind: z.literal("statement"),
		purposes: z.array(consentPurpose).min(1, "choose what they agreed to"),
		statement: z.string().trim().min(10, "say in a sentence how and when they agreed").max(2_000),
	}),
	z.object({
		kind: z.literal("column"),
		purposes: z.array(consentPurpose).min(1, "choose what they agreed to"),
		/** Place of the column, from 0. */
		column: z.number().int().min(0),
		/** Cells that mean yes, in any case; every other filled cell means no, an empty one says nothing. */
		yes: z.array(z.string().trim().min(1)).min(1, "say which values mean yes"),
	}),
]);
export type ImportConsent = z.infer<typeof importConsent>;
