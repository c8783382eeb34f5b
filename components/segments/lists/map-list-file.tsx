"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { normalizeEmail } from "@/lib/identity/normalize-email";
import { pluralText } from "@/lib/kernel/number-text";
import type { StartUploadInput, UploadMapping } from "@/lib/lists/contracts";
import type { ImportInspection } from "@/lib/sources/files/import-contracts";

const identifierOptions = [
	{ value: "user_id", label: "User ID" },
	{ value: "email", label: "Email address" },
	{ value: "anonymous_id", label: "Device ID" },
] satisfies { value: UploadMapping["identifier"]; label: string }[];

const modeOptions = [
	{ value: "replace", label: "are replaced" },
	{ value: "append", label: "stay on the list" },
] satisfies { value: StartUploadInput["mode"]; label: string }[];

/** The email column if there is one, else the first. */
function guess({ columns, rows }: ImportInspection): {
	column: number;
	identifier: UploadMapping["identifier"];
} {
	const filled = (column: number) => rows.map(({ cells }) => cells[column] ?? "").filter(Boolean);
	const addresses = columns.findIndex((_, column) => {
		const cells = filled(column);
		return (
			cells.length > 0 && cells.filter((cell) => normalizeEmail(cell) !== null).length * 2 > cells.length
		);
	});
	return addresses >= 0 ? { column: addresses, identifier: "email" } : { column: 0, identifier: "user_id" };
}

/** Which column identifies people, and by what; with its first cells as a preview. */
export function MapListFile({
	fileName,
	inspection,
	hasPeople,
	isPending,
	onStart,
	onCancel,
}: {
	fileName: string;
	inspection: ImportInspection;
	hasPeople: boolean;
	isPending: boolean;
	onStart: (mapping: UploadMapping, mode: StartUploadInput["mode"]) => void;
	onCancel: () => void;
}) {
	const [{ column, identifier }, setChoice] = useState(() => guess(inspection));
	const [mode, setMode] = useState<StartUploadInput["mode"]>("replace");
	const { columns, rows, file, estimatedRows } = inspection;
	const samples = rows.map(({ cells }) => cells[column]?.trim() ?? "").filter(Boolean);
	return (
		<form
			method="post"
			className="grid gap-4"
			onSubmit={(event) => {
				event.preventDefault();
				onStart({ file, column, columnName: columns[column] ?? "", identifier }, mode);
			}}
		>
			<p className="text-sm">
				<span className="font-medium">{fileName}</span>
				<span className="text-muted-foreground"> · about {pluralText(estimatedRows, "row")}</span>
			</p>
			<div className="grid gap-4 sm:grid-cols-3">
				<Field label="Column">
					<Choice
						value={String(column)}
						onChange={(value) => setChoice({ column: Number(value), identifier })}
						options={columns.map((label, place) => ({ value: String(place), label }))}
					/>
				</Field>
				<Field label="Contains">
					<Choice
						value={identifier}
						onChange={(kind) => setChoice({ column, identifier: kind })}
						options={identifierOptions}
					/>
				</Field>
				{hasPeople && (
					<Field label="People on the list now">
						<Choice value={mode} onChange={setMode} options={modeOptions} />
					</Field>
				)}
			</div>
			<p className="truncate text-muted-foreground text-sm">
				{samples.length > 0 ? `Begins with ${samples.slice(0, 4).join(" · ")}` : "Empty in the first rows"}
			</p>
			<div className="flex flex-wrap gap-2">
				<Button type="submit" isPending={isPending}>
					Read the file
				</Button>
				<Button variant="outline" onClick={onCancel}>
					Choose another file
				</Button>
			</div>
		</form>
	);
}
