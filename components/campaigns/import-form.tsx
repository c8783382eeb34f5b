"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AmountField } from "@/components/campaigns/amount-field";
import { CostFields } from "@/components/campaigns/cost-fields";
import { GroupChooser, placeOf } from "@/components/campaigns/group-chooser";
import { importQueries, useStartImport } from "@/components/campaigns/import-api";
import {
	guessImport,
	guessKind,
	type ImportDraft,
	type ImportProblems,
	readImportDraft,
} from "@/components/campaigns/import-draft";
import { OutcomeChooser } from "@/components/campaigns/outcome-chooser";
import { readDays, readDesigned } from "@/components/campaigns/typed-amounts";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { DateField } from "@/components/ui/date-field";
import { Field } from "@/components/ui/field";
import { focusFirstInvalid } from "@/components/ui/focus-first-invalid";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { pluralText } from "@/lib/kernel/number-text";
import type { ImportInspection, ImportView } from "@/lib/sources/files/import-contracts";

/** What the columns of a campaign's file mean, guessed first and then corrected. */
export function ImportForm({
	imported,
	onStarted,
}: {
	imported: ImportView;
	onStarted: (campaignId: string) => void;
}) {
	const inspection = useQuery(importQueries.inspection(imported.id));
	if (inspection.error) return <ErrorNotice title="The file could not be read" error={inspection.error} />;
	if (!inspection.data) return <Skeleton className="h-96 w-full" />;
	return <MappingForm imported={imported} inspection={inspection.data} onStarted={onStarted} />;
}

function MappingForm({
	imported,
	inspection,
	onStarted,
}: {
	imported: ImportView;
	inspection: ImportInspection;
	onStarted: (campaignId: string) => void;
}) {
	const { timeZone } = useWorkspace();
	const [draft, setDraft] = useState<ImportDraft>(() => guessImport(inspection, imported.fileName));
	const [problems, setProblems] = useState<ImportProblems>({});
	const start = useStartImport();
	const values = useQuery({
		...importQueries.values(imported.id, inspection.file, draft.arm ?? 0),
		enabled: draft.arm !== null,
	});
	const change = (part: Partial<ImportDraft>) => {
		setDraft((now) => ({ ...now, ...part }));
		setProblems({});
	};
	const columns = inspection.columns.map((label, place) => ({
		value: String(place),
		label,
		detail: inspection.rows[0]?.cells[place]?.slice(0, 24) || undefined,
	}));
	const groups = values.data?.items ?? [];
	const submit = () => {
		const read = readImportDraft(
			draft,
			inspection,
			groups.map(({ value }) => value),
			timeZone,
			imported.fileName,
		);
		if (!read.ok) return focusFirstInvalid(() => setProblems(read.problems));
		start.mutate(
			{ params: { importId: imported.id }, body: { mapping: read.mapping } },
			{ onSuccess: ({ campaignId }) => onStarted(campaignId) },
		);
	};
	return (
		<form
			method="post"
			className="grid max-w-3xl gap-4"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			{start.error && <ErrorNotice title="The import was not started" error={start.error} />}
			<TitledCard
				title={`${imported.fileName}, about ${pluralText(inspection.estimatedRows, "row")}`}
				contentClassName="grid items-start gap-4 sm:grid-cols-2"
			>
				<Field label="Name of the campaign" error={problems.name}>
					<Input
						value={draft.name}
						maxLength={100}
						onChange={(event) => change({ name: event.target.value })}
					/>
				</Field>
				<Field
					label="Person"
					hint={
						draft.person === null ? "Each row is a separate person, identified by its row number." : undefined
					}
				>
					<Choice
						value={draft.person === null ? "" : String(draft.person)}
						onChange={(value) => change({ person: placeOf(value) })}
						placeholder="Row number"
						none="Row number: the file has no ID"
						options={columns}
					/>
				</Field>
				<DateField
					label="Assigned on"
					hint={draft.time === null ? "One day for everyone." : "Read from the file, row by row."}
					error={problems.sentOn}
					disabled={draft.time !== null}
					value={draft.sentOn}
					onChange={(sentOn) => change({ sentOn })}
				/>
				<Field label="Time column (optional)">
					<Choice
						value={draft.time === null ? "" : String(draft.time)}
						onChange={(value) => change({ time: placeOf(value) })}
						placeholder="None"
						none="None"
						options={columns}
					/>
				</Field>
			</TitledCard>
			<GroupChooser draft={draft} columns={columns} groups={values} problems={problems} onChange={change} />
			<OutcomeChooser
				columns={inspection.columns}
				kindOf={(column) => guessKind(inspection.rows.map(({ cells }) => cells[column] ?? ""))}
				usedColumns={[draft.arm, draft.person, draft.time].filter((place) => place !== null)}
				metrics={draft.metrics}
				error={problems.metrics}
				onChange={(metrics) => change({ metrics })}
			/>
			<TitledCard title="About the campaign" contentClassName="grid items-start gap-4 sm:grid-cols-2">
				<AmountField
					label="Conversion window (days)"
					error={problems.windowDays}
					value={draft.windowDays}
					isWhole
					problemOf={(text) => readDays(text, 3650).problem}
					onChange={(windowDays) => change({ windowDays })}
				/>
				<AmountField
					label="Planned holdout, % (optional)"
					error={problems.designed}
					hint="Of the groups kept. Used to check the split."
					value={draft.designed}
					problemOf={(text) => readDesigned(text).problem}
					onChange={(designed) => change({ designed })}
				/>
				<CostFields draft={draft} problem={(field) => problems[field]} onChange={change} />
			</TitledCard>
			<div>
				<Button
					type="submit"
					size="lg"
					isPending={start.isPending}
					disabled={draft.arm !== null && !values.data}
				>
					Import about {pluralText(inspection.estimatedRows, "row")}
				</Button>
			</div>
		</form>
	);
}
