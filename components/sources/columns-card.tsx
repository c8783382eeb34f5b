"use client";

import { ColumnRow } from "@/components/sources/column-row";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ImportInspection } from "@/lib/sources/files/import-contracts";
import type { ColumnRole, DraftMapping, MappingQuestion } from "@/lib/sources/files/import-mapping";

/** What each column of the file becomes, with missing choices and open questions marked in place. */
export function ColumnsCard({
	mapping,
	inspection: { rows, traitTypes },
	open,
	issueAt,
	onChange,
	onAnswer,
}: {
	mapping: DraftMapping;
	inspection: ImportInspection;
	/** Unanswered questions, by column index. */
	open: ReadonlyMap<number, MappingQuestion["about"]>;
	issueAt: (path: string) => string | undefined;
	onChange: (mapping: DraftMapping) => void;
	onAnswer: (column: number) => void;
}) {
	const missing = issueAt("columns");
	const change = (i: number, role: ColumnRole) => {
		const columns = mapping.columns.map((old, at) => (at === i ? { ...old, role } : old));
		const isNamed = columns.some((one) => one.role.as === "event");
		const { eventName, ...rest } = mapping;
		onChange({ ...rest, columns, ...(isNamed || eventName === undefined ? {} : { eventName }) });
		if (open.has(i)) onAnswer(i);
	};
	return (
		<Card>
			<CardHeader className="pb-3">
				<CardTitle>What each column becomes</CardTitle>
				<CardDescription>
					Guessed from the names and the first rows. Check them: they decide what your rules can use.
				</CardDescription>
				<FieldError>{missing && `${missing.charAt(0).toUpperCase()}${missing.slice(1)}.`}</FieldError>
			</CardHeader>
			{mapping.kind === "events" && !mapping.columns.some((column) => column.role.as === "event") && (
				<CardContent>
					<Field label="All rows are the event" error={issueAt("eventName")} className="max-w-sm">
						<Input
							value={mapping.eventName ?? ""}
							onChange={(event) => onChange({ ...mapping, eventName: event.target.value })}
						/>
					</Field>
				</CardContent>
			)}
			<ul className="divide-y divide-border border-border border-t">
				{mapping.columns.map(({ column, role }, i) => (
					<ColumnRow
						// biome-ignore lint/suspicious/noArrayIndexKey: a column is its index; two may have the same name
						key={`${i} ${column}`}
						kind={mapping.kind}
						column={column}
						role={role}
						samples={[...new Set(rows.map((one) => one.cells[i] ?? "").filter(Boolean))].slice(0, 5)}
						question={open.get(i)}
						onAgree={() => onAnswer(i)}
						knownType={role.as === "trait" ? traitTypes[role.name] : undefined}
						error={issueAt(`columns.${i}.role`) ?? issueAt(`columns.${i}.role.name`)}
						onChange={(next) => change(i, next)}
					/>
				))}
			</ul>
		</Card>
	);
}
