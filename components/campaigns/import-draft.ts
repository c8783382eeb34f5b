import { readDays, readDesigned, readMoney } from "@/components/campaigns/typed-amounts";
import type { ArmChoice, CampaignMapping } from "@/lib/campaigns/import-mapping";
import type { CampaignMetricKind } from "@/lib/campaigns/metric-kinds";
import { dayMs, readDay } from "@/lib/kernel/calendar-day";
import { dayProblem } from "@/lib/kernel/typed-day";
import type { DateFormat } from "@/lib/sources/files/cell-formats";
import { readBoolean, readNumber } from "@/lib/sources/files/cell-value";
import { guessFormat } from "@/lib/sources/files/guess-format";
import type { ImportInspection } from "@/lib/sources/files/import-contracts";

/** The mapping form of a finished campaign as filled in; columns are indices, null where none is chosen. */
export interface ImportDraft {
	name: string;
	person: number | null;
	arm: number | null;
	arms: Record<string, ArmChoice>;
	time: number | null;
	/** A day, for files without a time column. */
	sentOn: string;
	windowDays: string;
	metrics: { column: number; name: string; kind: CampaignMetricKind; isPrimary: boolean }[];
	currency: string;
	cost: string;
	/** In percent, as it was designed. */
	designed: string;
}

const outcomeNames =
	/(visit|conver|purchase|bought|order|spend|revenue|value|amount|click|open|sign.?up|renew|churn)/i;
const armNames = /(treatment|^arm$|group|variant|cell|cohort|segment_?arm)/i;
const personNames = /^(user|customer|client|member|contact|person|account|subscriber)?_?(id|no|number|key)$/i;

/** A first guess for the user to check: names and samples suggest what the columns are. */
export function guessImport({ columns, rows }: ImportInspection, fileName: string): ImportDraft {
	const samples = (column: number) => rows.map(({ cells }) => cells[column] ?? "");
	const found = (pattern: RegExp) => {
		const place = columns.findIndex((column) => pattern.test(column.trim()));
		return place < 0 ? null : place;
	};
	const arm = found(armNames);
	const person = found(personNames);
	const time = columns.findIndex((_, i) => guessFormat(samples(i), columns[i]).type === "date");
	const metrics = columns.flatMap((name, column): ImportDraft["metrics"] => {
		if (column === arm || column === person || column === time || !outcomeNames.test(name)) return [];
		const kind = guessKind(samples(column));
		return kind ? [{ column, name, kind, isPrimary: false }] : [];
	});
	const primary = metrics.find(({ kind }) => kind === "conversion") ?? metrics[0];
	if (primary) primary.isPrimary = true;
	return {
		name: fileName.replace(/\.[a-z0-9]+$/i, ""),
		person,
		arm,
		arms: {},
		time: time < 0 ? null : time,
		sentOn: "",
		windowDays: "14",
		metrics,
		currency: "USD",
		cost: "",
		designed: "",
	};
}

export function guessKind(cells: readonly string[]): CampaignMetricKind | null {
	const filled = cells.map((cell) => cell.trim()).filter(Boolean);
	if (filled.length === 0) return null;
	if (filled.every((cell) => readBoolean(cell) !== null)) return "conversion";
	return filled.every((cell) => readNumber(cell, "1234.5") !== null || readNumber(cell, "1234,5") !== null)
		? "value"
		: null;
}

/** A group's usual meaning by its name. */
export function guessArm(value: string): ArmChoice {
	return /(^no |none|control|hold.?out|held|untreated|baseline)/i.test(value) ? "holdout" : "treated";
}

export type ImportProblems = Partial<
	Record<
		"name" | "arm" | "arms" | "sentOn" | "windowDays" | "metrics" | "cost" | "designed" | "currency",
		string
	>
>;

/** The mapping to send, or what is missing, as messages for the form. */
export function readImportDraft(
	draft: ImportDraft,
	inspection: ImportInspection,
	values: readonly string[],
	zone: string,
	fileName: string,
): { ok: true; mapping: CampaignMapping } | { ok: false; problems: ImportProblems } {
	const problems: ImportProblems = {};
	if (draft.name.trim() === "") problems.name = "Give the campaign a name.";
	if (draft.arm === null) problems.arm = "Choose the column that names each row's group.";
	const chosen = values.map((value) => ({ value, arm: draft.arms[value] ?? guessArm(value) }));
	if (draft.arm !== null && !chosen.some(({ arm }) => arm === "treated"))
		problems.arms = "Choose which group was treated.";
	else if (draft.arm !== null && !chosen.some(({ arm }) => arm === "holdout"))
		problems.arms = "Choose which group was held out.";
	const unread = draft.time === null ? dayProblem(draft.sentOn) : undefined;
	if (unread !== undefined) problems.sentOn = unread;
	if (draft.time === null && draft.sentOn === "") problems.sentOn = "When was it sent?";
	const days = readDays(draft.windowDays, 3650);
	if (days.problem !== undefined) problems.windowDays = days.problem;
	if (draft.metrics.length === 0) problems.metrics = "Choose at least one outcome.";
	const cost = readMoney(draft.cost);
	if (cost.problem !== undefined) problems.cost = cost.problem;
	const designed = readDesigned(draft.designed);
	if (designed.problem !== undefined) problems.designed = designed.problem;
	if (!/^[A-Z]{3}$/.test(draft.currency)) problems.currency = "Three capital letters, such as USD.";
	const isRead = days.value !== undefined && cost.value !== undefined && designed.value !== undefined;
	if (!isRead || Object.keys(problems).length > 0 || draft.arm === null) return { ok: false, problems };
	const sample = (column: number) => inspection.rows.map(({ cells }) => cells[column] ?? "");
	const format = (column: number) => guessFormat(sample(column), inspection.columns[column]);
	return {
		ok: true,
		mapping: {
			name: draft.name.trim(),
			file: inspection.file,
			columns: inspection.columns,
			person:
				draft.person === null
					? { by: "row", prefix: fileName.replace(/\.[a-z0-9]+$/i, "").slice(0, 100) || "file" }
					: { by: "column", column: draft.person },
			arm: { column: draft.arm, values: chosen },
			time: draft.time === null ? null : { column: draft.time, date: dateOf(format(draft.time).date), zone },
			// Unused if the file has the times, whatever was typed before.
			assignedAt: new Date((readDay(draft.sentOn) ?? 0) * dayMs).toISOString(),
			windowDays: days.value,
			metrics: draft.metrics.map((metric) => ({
				...metric,
				number: format(metric.column).number ?? "1234.5",
			})),
			currency: draft.currency,
			costCents: cost.value,
			holdoutShare: designed.value,
		},
	};
}

function dateOf(format: DateFormat | undefined): DateFormat {
	return format ?? "iso";
}
