import { z } from "zod";
import { metricKinds } from "@/lib/campaigns/metric-kinds";
import { visibleText } from "@/lib/kernel/visible-text";
import { dateFormat, numberFormat } from "@/lib/sources/files/cell-formats";
import { fileFormat } from "@/lib/sources/files/import-mapping";

export const armChoices = ["treated", "holdout", "leave_out"] as const;
export type ArmChoice = (typeof armChoices)[number];

const place = z.number().int().min(0).max(999);

/**
 * How the rows of a finished campaign's file become people, arms and outcomes. Columns are identified by
 * their index, from 0.
 */
export const campaignMapping = z
	.object({
		name: visibleText("Give the campaign a name.", 100),
		file: fileFormat,
		columns: z.array(z.string().max(500)).min(1).max(1000),
		person: z.discriminatedUnion("by", [
			z.object({ by: z.literal("column"), column: place }),
			/** A file without an id: its n-th row is the person `<prefix>:row:<n>`, the same in every import with that prefix. */
			z.object({ by: z.literal("row"), prefix: visibleText("Name the file.", 100) }),
		]),
		arm: z.object({
			column: place,
			values: z
				.array(z.object({ value: z.string().max(500), arm: z.enum(armChoices) }))
				.min(2, "Choose which value is which group.")
				.max(200),
		}),
		/** When each person was put in a group; one time for all where the file has none. */
		time: z.object({ column: place, date: dateFormat, zone: z.string().max(60) }).nullable(),
		assignedAt: z.iso.datetime(),
		/** How many days of outcomes the file has for each person. */
		windowDays: z.number().int().min(1).max(3650),
		metrics: z
			.array(
				z.object({
					column: place,
					name: visibleText("Name the outcome.", 100),
					kind: z.enum(metricKinds),
					number: numberFormat.default("1234.5"),
					isPrimary: z.boolean(),
				}),
			)
			.min(1, "Choose at least one outcome.")
			.max(20),
		currency: z.string().regex(/^[A-Z]{3}$/, "Three capital letters, such as USD."),
		costCents: z.number().int().min(0).max(2_000_000_000).nullable(),
		/** The intended holdout share, of those not left out; null if unknown. */
		holdoutShare: z.number().gt(0).lt(1).nullable(),
	})
	.superRefine((mapping, issues) => {
		const add = (path: (string | number)[], message: string) =>
			issues.addIssue({ code: "custom", path, message });
		const width = mapping.columns.length;
		const arms = new Set(mapping.arm.values.map(({ arm }) => arm));
		if (!arms.has("treated")) add(["arm", "values"], "Choose the value that means treated.");
		if (!arms.has("holdout")) add(["arm", "values"], "Choose the value that means held out.");
		const values = mapping.arm.values.map(({ value }) => value);
		if (new Set(values).size !== values.length) add(["arm", "values"], "A value is listed twice.");
		const names = mapping.metrics.map(({ name }) => name);
		if (new Set(names).size !== names.length) add(["metrics"], "Two outcomes have the same name.");
		if (mapping.metrics.filter(({ isPrimary }) => isPrimary).length !== 1)
			add(["metrics"], "Choose the one outcome the verdict is about.");
		const places: [(string | number)[], number | undefined][] = [
			[["person", "column"], mapping.person.by === "column" ? mapping.person.column : undefined],
			[["arm", "column"], mapping.arm.column],
			[["time", "column"], mapping.time?.column],
			...mapping.metrics.map(({ column }, i): [(string | number)[], number] => [
				["metrics", i, "column"],
				column,
			]),
		];
		for (const [path, column] of places)
			if (column !== undefined && column >= width) add(path, "The file has no such column.");
		if (mapping.time && !isZone(mapping.time.zone))
			add(["time", "zone"], "Not a time zone; write it like Europe/Paris.");
	})
	.meta({
		examples: [
			{
				name: "Spring email",
				file: { delimiter: ",", encoding: "utf-8", hasHeader: true },
				columns: ["customer_id", "group", "bought"],
				person: { by: "column", column: 0 },
				arm: {
					column: 1,
					values: [
						{ value: "mailed", arm: "treated" },
						{ value: "control", arm: "holdout" },
					],
				},
				time: null,
				assignedAt: "2026-03-01T00:00:00.000Z",
				windowDays: 14,
				metrics: [{ column: 2, name: "conversion", kind: "conversion", number: "1234.5", isPrimary: true }],
				currency: "EUR",
				costCents: null,
				holdoutShare: 0.1,
			},
		],
	});
export type CampaignMapping = z.infer<typeof campaignMapping>;

function isZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}
