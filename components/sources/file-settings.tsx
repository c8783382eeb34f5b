"use client";

import { delimiterLabels } from "@/components/sources/role-choices";
import { Card, CardContent } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { delimiters } from "@/lib/sources/csv-reader";
import type { FileFormat, ImportMapping } from "@/lib/sources/import-mapping";

/** How the file is written. A change reads it again and guesses anew. */
export function FileSettings({
	kind,
	mapping,
	onKind,
	onFile,
	onZone,
	zoneError,
}: {
	kind: "people" | "events";
	mapping: ImportMapping;
	onKind: (kind: "people" | "events") => void;
	onFile: (file: Partial<FileFormat>) => void;
	onZone: (zone: string) => void;
	zoneError: string | undefined;
}) {
	const { file } = mapping;
	return (
		<Card>
			<CardContent className="grid items-start gap-4 pt-4 sm:grid-cols-2 lg:grid-cols-4">
				<Field label="One row is">
					<Select value={kind} onValueChange={(value) => onKind(value === "events" ? "events" : "people")}>
						<SelectTrigger>
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							<SelectItem value="people">One person</SelectItem>
							<SelectItem value="events">One event</SelectItem>
						</SelectContent>
					</Select>
				</Field>
				<Field label="Columns are separated by">
					<Select
						value={file.delimiter}
						onValueChange={(value) => {
							const delimiter = delimiters.find((known) => known === value);
							if (delimiter) onFile({ delimiter });
						}}
					>
						<SelectTrigger>
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							{delimiters.map((delimiter) => (
								<SelectItem key={delimiter} value={delimiter}>
									{delimiterLabels[delimiter]}
								</SelectItem>
							))}
						</SelectContent>
					</Select>
				</Field>
				<Field label="Letters are written in">
					<Select
						value={file.encoding}
						onValueChange={(value) => onFile({ encoding: value === "utf-8" ? "utf-8" : "windows-1252" })}
					>
						<SelectTrigger>
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							<SelectItem value="utf-8">UTF-8</SelectItem>
							<SelectItem value="windows-1252">Western European (Latin 1)</SelectItem>
						</SelectContent>
					</Select>
				</Field>
				<Field label="Times are those of" hint="Time zone, for dates without one." error={zoneError}>
					<Input value={mapping.zone} onChange={(event) => onZone(event.target.value)} />
				</Field>
				<div className="flex items-center gap-2.5">
					<Checkbox
						id="has-header"
						checked={file.hasHeader}
						onCheckedChange={(checked) => onFile({ hasHeader: checked === true })}
					/>
					<Label htmlFor="has-header" className="cursor-pointer font-normal">
						The first line names the columns
					</Label>
				</div>
			</CardContent>
		</Card>
	);
}
