"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { normalizeEmail } from "@/lib/identity/normalize-email";
import type { StartUploadInput, UploadMapping } from "@/lib/lists/contracts";
import type { ImportInspection } from "@/lib/sources/files/import-contracts";

const identifiers: Record<UploadMapping["identifier"], string> = {
	user_id: "User id",
	email: "E-mail address",
	anonymous_id: "Anonymous id",
};

/** The column of addresses if there is one, else the first. */
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

/** Which column says who it is, and in what way; with its first cells to see by. */
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
			className="grid gap-4"
			onSubmit={(event) => {
				event.preventDefault();
				onStart({ file, column, columnName: columns[column] ?? "", identifier }, mode);
			}}
		>
			<p className="text-sm">
				<span className="font-medium">{fileName}</span>
				<span className="text-muted-foreground"> · about {estimatedRows.toLocaleString("en-US")} rows</span>
			</p>
			<div className="grid gap-4 sm:grid-cols-3">
				<Field label="Column">
					<Select
						value={String(column)}
						onValueChange={(value) => setChoice({ column: Number(value), identifier })}
					>
						<SelectTrigger>
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							{columns.map((name, index) => (
								<SelectItem key={name} value={String(index)}>
									{name}
								</SelectItem>
							))}
						</SelectContent>
					</Select>
				</Field>
				<Field label="Holds">
					<Select
						value={identifier}
						// Safe because the items are these kinds.
						onValueChange={(value) => setChoice({ column, identifier: value as UploadMapping["identifier"] })}
					>
						<SelectTrigger>
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							{Object.entries(identifiers).map(([kind, label]) => (
								<SelectItem key={kind} value={kind}>
									{label}
								</SelectItem>
							))}
						</SelectContent>
					</Select>
				</Field>
				{hasPeople && (
					<Field label="People on the list now">
						<Select
							value={mode}
							onValueChange={(value) => setMode(value === "append" ? "append" : "replace")}
						>
							<SelectTrigger>
								<SelectValue />
							</SelectTrigger>
							<SelectContent>
								<SelectItem value="replace">are replaced</SelectItem>
								<SelectItem value="append">stay on it</SelectItem>
							</SelectContent>
						</Select>
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
					Another file
				</Button>
			</div>
		</form>
	);
}
