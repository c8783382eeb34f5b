"use client";

import {
	dateFormatLabels,
	mismatchWords,
	numberFormatLabels,
	questionWords,
	roleChoices,
	roleToValue,
	typeLabels,
	valueToRole,
} from "@/components/sources/role-choices";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { dateFormats, numberFormats } from "@/lib/sources/files/cell-formats";
import { guessFormat } from "@/lib/sources/files/guess-format";
import type { ColumnRole, ImportMapping, MappingQuestion } from "@/lib/sources/files/import-mapping";
import { type ValueType, valueTypes } from "@/lib/sources/trait-value";

/** One column of the file and what it becomes. */
export function ColumnRow({
	kind,
	column,
	role,
	samples,
	question,
	onAgree,
	knownType,
	error,
	onChange,
}: {
	kind: ImportMapping["kind"];
	column: string;
	role: ColumnRole;
	samples: string[];
	/** The open question about the column, if any. */
	question: MappingQuestion["about"] | undefined;
	onAgree: () => void;
	/** The type of the trait it becomes, if that already exists. */
	knownType: ValueType | undefined;
	error: string | undefined;
	onChange: (role: ColumnRole) => void;
}) {
	const isValue = role.as === "trait" || role.as === "property";
	const isBirthday = role.as === "personal" && role.field === "birthday";
	const hasDate = isBirthday || (isValue && role.type === "date");
	const date = role.as === "time" ? role.date : hasDate ? (role.date ?? "iso") : null;
	const number = isValue && role.type === "number" ? (role.number ?? "1234.5") : null;
	const mismatch = role.as === "trait" && knownType ? mismatchWords(role.name, knownType, role.type) : null;
	return (
		<li className="grid gap-x-4 gap-y-2 px-4 py-3 sm:px-5 md:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]">
			<div className="min-w-0">
				<p className="break-words font-medium text-sm">{column}</p>
				<p className="truncate text-muted-foreground text-xs" title={samples.join(" · ")}>
					{samples.length > 0 ? samples.join(" · ") : "empty in the first rows"}
				</p>
			</div>
			<div className="grid gap-2">
				<div className="flex flex-wrap gap-2">
					<Choice
						size="sm"
						className="w-52 max-w-full"
						aria-label={`${column} becomes`}
						value={roleToValue(role)}
						onChange={(value) => onChange(valueToRole(value, column, guessFormat(samples, column)))}
						options={roleChoices(kind)}
					/>
					{isValue && (
						<>
							<Input
								aria-label={`Name for ${column}`}
								value={role.name}
								className="h-7 w-40 text-[13px]"
								onChange={(event) => onChange({ ...role, name: event.target.value })}
							/>
							<Choice
								size="sm"
								className="w-28"
								aria-label={`Type of ${column}`}
								value={role.type}
								onChange={(type) => {
									const guess = guessFormat(samples, column);
									onChange({
										as: role.as,
										name: role.name,
										type,
										...(type === "date" ? { date: guess.date ?? "iso" } : {}),
										...(type === "number" ? { number: guess.number ?? "1234.5" } : {}),
									});
								}}
								options={valueTypes.map((value) => ({ value, label: typeLabels[value] }))}
							/>
						</>
					)}
					{date && (
						<Choice
							size="sm"
							className="w-52 max-w-full"
							aria-label={`Date format of ${column}`}
							value={date}
							onChange={(next) => {
								if (role.as === "time" || isValue || isBirthday) onChange({ ...role, date: next });
							}}
							options={dateFormats.map((value) => ({ value, label: dateFormatLabels[value] }))}
						/>
					)}
					{number && isValue && (
						<Choice
							size="sm"
							className="w-64 max-w-full"
							aria-label={`Number format of ${column}`}
							value={number}
							onChange={(next) => onChange({ ...role, number: next })}
							options={numberFormats.map((value) => ({ value, label: numberFormatLabels[value] }))}
						/>
					)}
				</div>
				{question && (
					<div className="flex flex-wrap items-center gap-2 text-sm">
						<Badge variant="warning">Check</Badge>
						<span>{questionWords[question].text}</span>
						{questionWords[question].agree && (
							<Button variant="outline" size="sm" onClick={onAgree}>
								{questionWords[question].agree}
							</Button>
						)}
					</div>
				)}
				{mismatch && <p className="text-muted-foreground text-sm">{mismatch}</p>}
				<FieldError>{error}</FieldError>
			</div>
		</li>
	);
}
