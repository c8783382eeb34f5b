import type { CampaignMapping } from "@/lib/campaigns/import-mapping";
import type { Arm } from "@/lib/holdouts/assign-arm";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { readBoolean, readDate, readNumber } from "@/lib/sources/files/cell-value";
import { fitCells, leftOverReason } from "@/lib/sources/files/read-row";

export interface CampaignRow {
	/** The person's user id. */
	person: string;
	arm: Arm;
	/** Milliseconds. */
	assignedAt: number;
	outcomes: { metric: string; value: number }[];
}

export type ReadCampaignRow =
	| { kind: "kept"; row: CampaignRow }
	/** For a group that is not part of this campaign. */
	| { kind: "left_out" }
	/**
	 * With `known` where only an outcome cannot be read: who it is and in which group is then kept, so that the read-out knows
	 * how many outcomes each group lacks.
	 */
	| { kind: "refused"; column: string; reason: string; known?: CampaignRow };

/**
 * Creates the reader of one campaign file. A row's outcomes are imported whole or rejected whole, with the column and the
 * reason: a missing outcome must not be counted as zero.
 */
export function campaignRowReader(
	mapping: CampaignMapping,
): (line: number, cells: readonly string[]) => ReadCampaignRow {
	const arms = new Map(mapping.arm.values.map(({ value, arm }) => [value.trim(), arm]));
	const assignedAt = Date.parse(mapping.assignedAt);
	const headerLines = mapping.file.hasHeader ? 1 : 0;
	const nameOf = (column: number) => mapping.columns[column] ?? `column ${column + 1}`;
	return (line, given) => {
		const cells = fitCells(given, mapping.columns.length);
		if (!cells) return refuse("", leftOverReason(given, mapping.columns.length));
		const armCell = (cells[mapping.arm.column] ?? "").trim();
		const arm = arms.get(armCell);
		if (armCell === "") return refuse(nameOf(mapping.arm.column), "is empty");
		if (arm === undefined)
			return refuse(nameOf(mapping.arm.column), `"${shorten(armCell)}" is none of the groups`);
		if (arm === "leave_out") return { kind: "left_out" };
		const row: CampaignRow = { person: "", arm, assignedAt, outcomes: [] };
		if (mapping.person.by === "row") row.person = `${mapping.person.prefix}:row:${line - headerLines}`;
		else {
			const person = normalizeIdentifier("user_id", cells[mapping.person.column] ?? "");
			if (person === null) return refuse(nameOf(mapping.person.column), "names no one");
			row.person = person;
		}
		if (mapping.time) {
			const cell = cells[mapping.time.column] ?? "";
			const at = readDate(cell, mapping.time.date, mapping.time.zone);
			if (at === null)
				return refuse(
					nameOf(mapping.time.column),
					`"${shorten(cell)}" is not a time written as ${mapping.time.date}`,
				);
			row.assignedAt = at;
		}
		const withoutOutcome = (column: number, reason: string): ReadCampaignRow => ({
			kind: "refused",
			column: nameOf(column),
			reason,
			known: { ...row, outcomes: [] },
		});
		for (const { column, name, kind, number } of mapping.metrics) {
			const cell = (cells[column] ?? "").trim();
			if (cell === "") return withoutOutcome(column, "is empty: an unknown outcome is not the same as none");
			const value = kind === "conversion" ? readConversion(cell) : readNumber(cell, number);
			if (value === null)
				return withoutOutcome(
					column,
					kind === "conversion"
						? `"${shorten(cell)}" is not 0 or 1, yes or no`
						: `"${shorten(cell)}" is not a number`,
				);
			if (kind === "count" && value < 0) return withoutOutcome(column, `"${shorten(cell)}" is below 0`);
			row.outcomes.push({ metric: name, value });
		}
		return { kind: "kept", row };
	};
}

function readConversion(cell: string): number | null {
	const isYes = readBoolean(/^[01]\.0+$/.test(cell) ? cell.slice(0, 1) : cell);
	return isYes === null ? null : Number(isYes);
}

function refuse(column: string, reason: string): ReadCampaignRow {
	return { kind: "refused", column, reason };
}

function shorten(text: string): string {
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
