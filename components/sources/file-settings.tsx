"use client";

import { delimiterLabels, encodingLabels } from "@/components/sources/role-choices";
import { Card, CardContent } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { delimiters } from "@/lib/sources/files/csv-reader";
import { encodings, type FileFormat } from "@/lib/sources/files/import-mapping";

const kindOptions = [
	{ value: "people", label: "One person" },
	{ value: "events", label: "One event" },
] as const;

/** The file's format. A change reads it again and repeats the guesses. */
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
				<Field label="Each row is">
					<Choice value={kind} onChange={onKind} options={kindOptions} />
				</Field>
				<Field label="Delimiter">
					<Choice
						value={file.delimiter}
						onChange={(delimiter) => onFile({ delimiter })}
						options={delimiters.map((value) => ({ value, label: delimiterLabels[value] }))}
					/>
				</Field>
				<Field label="Encoding">
					<Choice
						value={file.encoding}
						onChange={(encoding) => onFile({ encoding })}
						options={encodings.map((value) => ({ value, label: encodingLabels[value] }))}
					/>
				</Field>
				{zone !== null && (
					<Field label="Time zone of the file" hint="For dates without one of their own." error={zoneError}>
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
						First row is a header
					</Label>
				</div>
			</CardContent>
		</Card>
	);
}
