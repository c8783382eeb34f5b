"use client";

import { delimiterLabels, encodingLabels } from "@/components/sources/role-choices";
import { Card, CardContent } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { delimiters } from "@/lib/sources/files/csv-reader";
import { encodings, type FileFormat } from "@/lib/sources/files/import-mapping";

/** How the file is written. A change reads it again and guesses anew. */
export function FileSettings({
	kind,
	file,
	zone,
	onKind,
	onFile,
	onZone,
	zoneError,
}: {
	kind: "people" | "events";
	file: FileFormat;
	/** Null while the file cannot be read. */
	zone: string | null;
	onKind: (kind: "people" | "events") => void;
	onFile: (file: Partial<FileFormat>) => void;
	onZone: (zone: string) => void;
	zoneError: string | undefined;
}) {
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
						onValueChange={(value) => {
							const encoding = encodings.find((known) => known === value);
							if (encoding) onFile({ encoding });
						}}
					>
						<SelectTrigger>
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							{encodings.map((encoding) => (
								<SelectItem key={encoding} value={encoding}>
									{encodingLabels[encoding]}
								</SelectItem>
							))}
						</SelectContent>
					</Select>
				</Field>
				{zone !== null && (
					<Field label="Times are those of" hint="Time zone, for dates without one." error={zoneError}>
						<Input value={zone} onChange={(event) => onZone(event.target.value)} />
					</Field>
				)}
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
