"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { guessArm, type ImportDraft, type ImportProblems } from "@/components/campaigns/import-draft";
import { TitledCard } from "@/components/ui/card";
import { Choice, type ChoiceOption } from "@/components/ui/choose/choice";
import { Field, FieldError } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format-number";
import { Skeleton } from "@/components/ui/skeleton";
import type { ArmChoice } from "@/lib/campaigns/import-mapping";

const armOptions: { value: ArmChoice; label: string }[] = [
	{ value: "treated", label: "Treated" },
	{ value: "holdout", label: "Held out" },
	{ value: "leave_out", label: "Leave out" },
];

/** The index of the chosen column, or none. */
export function placeOf(value: string): number | null {
	return value === "" ? null : Number(value);
}

/** Which column names the groups, and which group was treated and which held out. */
export function GroupChooser({
	draft,
	columns,
	groups,
	problems,
	onChange,
}: {
	draft: ImportDraft;
	columns: readonly ChoiceOption[];
	/** The values of the chosen column. */
	groups: UseQueryResult<{ items: { value: string; rows: number }[] }>;
	problems: ImportProblems;
	onChange: (part: Partial<ImportDraft>) => void;
}) {
	return (
		<TitledCard title="Groups" contentClassName="grid gap-4">
			<Field label="Column with the group" error={problems.arm} className="sm:max-w-sm">
				<Choice
					value={draft.arm === null ? "" : String(draft.arm)}
					onChange={(value) => onChange({ arm: placeOf(value), arms: {} })}
					placeholder="Choose a column"
					options={columns}
				/>
			</Field>
			{draft.arm !== null && groups.error && (
				<p className="text-destructive text-sm">{groups.error.message}</p>
			)}
			{draft.arm !== null && groups.isPending && <Skeleton className="h-20 w-full" />}
			{groups.data?.items.map(({ value, rows }) => (
				<div key={value} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
					<span className="min-w-0 break-words text-sm">
						{value} <span className="text-muted-foreground tabular-nums">{formatCount(rows)} rows</span>
					</span>
					<div className="w-40">
						<Choice
							aria-label={`Group ${value} was`}
							value={draft.arms[value] ?? guessArm(value)}
							onChange={(arm) =>
								// Safe because the options are exactly the choices.
								onChange({ arms: { ...draft.arms, [value]: arm as ArmChoice } })
							}
							placeholder="Choose"
							options={armOptions}
						/>
					</div>
				</div>
			))}
			<FieldError>{problems.arms}</FieldError>
		</TitledCard>
	);
}
