import { z } from "zod";
import { dailyKinds } from "@/lib/campaigns/daily/daily-figures";
import { draftDailyMapping } from "@/lib/campaigns/daily/daily-mapping";
import { idSchema } from "@/lib/kernel/ids";
import { visibleText } from "@/lib/kernel/visible-text";

/** Whole units: of the campaign's currency, or conversions. A figure that is absent is unknown. */
const figures = z.object({
	cost: z.number().optional(),
	conversions: z.number().optional(),
	value: z.number().optional(),
});
const day = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}$/, "A day written like 2026-11-22.")
	.meta({ examples: ["2026-11-22"] });

const kind = z.enum(dailyKinds);
/** The ad platform whose figures they are; empty for costs. */
const source = z.union([z.literal(""), visibleText("Name the ad platform.", 50, "At most 50 characters.")]);

export const dailyParams = z.object({ campaignId: idSchema("cmp"), kind });
export const dailyReportParams = dailyParams.extend({ reportId: idSchema("rpt") });

const change = z.object({ day: z.string(), before: figures.nullable(), after: figures.nullable() });

const refusedRow = z.object({
	line: z.number().int(),
	column: z.string(),
	reason: z.string(),
	text: z.string(),
});

export const dailyReport = z.object({
	id: idSchema("rpt"),
	source: z.string(),
	/** Null where it was typed. */
	fileName: z.string().nullable(),
	by: z.string(),
	at: z.iso.datetime(),
	undoneBy: z.string().nullable(),
	undoneAt: z.iso.datetime().nullable(),
	/** Days it speaks of. */
	days: z.number().int(),
	/** What it changed when it came: the first 50 days. */
	changes: z.array(change),
	changed: z.number().int(),
	refused: z.number().int(),
});
export type DailyReport = z.infer<typeof dailyReport>;

export const dailyFigures = z.object({
	asOf: z.iso.datetime(),
	currency: z.string(),
	/** Days in force, newest first. */
	days: z.array(z.object({ source: z.string(), day: z.string(), figures })),
	/** Of all days, by source; only what is known. */
	totals: z.array(z.object({ source: z.string(), firstDay: z.string(), lastDay: z.string(), figures })),
	/** Newest first. */
	reports: z.array(dailyReport),
});
export type DailyFiguresView = z.infer<typeof dailyFigures>;

/** Typed figures: null takes a day away. */
export const setDailyInput = z.object({
	source: source.default(""),
	days: z
		.array(z.object({ day, figures: figures.nullable() }))
		.min(1, "Give at least one day.")
		.max(400, "At most 400 days at once."),
});
export type SetDailyInput = z.output<typeof setDailyInput>;

const text = z
	.string()
	.min(1, "The file is empty.")
	.max(1_000_000, "The file is larger than 1 MB. Export fewer days at a time.");

export const previewDailyInput = z.object({
	source: source.default(""),
	text,
	/** Guessed where it is not given. */
	mapping: draftDailyMapping.optional(),
});
export type PreviewDailyInput = z.output<typeof previewDailyInput>;

export const importDailyInput = z.object({
	source: source.default(""),
	fileName: visibleText("Name the file.", 300, "At most 300 characters."),
	text,
	mapping: draftDailyMapping,
});
export type ImportDailyInput = z.output<typeof importDailyInput>;

/** What importing a file would do. */
export const dailyPreview = z.object({
	columns: z.array(z.string()),
	rowCount: z.number().int(),
	/** The first rows. */
	sample: z.array(z.array(z.string())),
	mapping: draftDailyMapping,
	/** Values of the campaign column, most common first, to choose from. */
	onlyValues: z.array(z.string()),
	/** What must be chosen first; then the rest is empty. */
	missing: z.array(z.string()),
	/** Days with several rows that nothing tells apart. */
	repeated: z.array(z.string()),
	days: z.number().int(),
	changed: z.number().int(),
	/** The first 50 changes. */
	changes: z.array(change),
	refused: z.number().int(),
	/** The first 50 refused rows. */
	refusedRows: z.array(refusedRow),
	before: figures,
	after: figures,
});
export type DailyPreview = z.infer<typeof dailyPreview>;
