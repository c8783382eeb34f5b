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
import { Input } from "@/components/ui/input";
import {
	Select,
	SelectContent,
	SelectGroup,
	SelectItem,
	SelectLabel,
	SelectTrigger,
	SelectValue,
} from "@/components/ui/select";
import { type DateFormat, dateFormats, numberFormats } from "@/lib/sources/files/cell-value";
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
	/** What is asked about the column and not answered yet. */
	question: MappingQuestion["about"] | undefined;
	onAgree: () => void;
	/** The type of the trait it becomes, where that exists already. */
	knownType: ValueType | undefined;
	error: string | undefined;
	onChange: (role: ColumnRole) => void;
}) {
	const choices = roleChoices(kind);
	const groups = [...new Set(choices.map((choice) => choice.group))];
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
					<Select
						value={roleToValue(role)}
						onValueChange={(value) => onChange(valueToRole(value, column, guessFormat(samples, column)))}
					>
						<SelectTrigger size="sm" aria-label={`${column} becomes`} className="w-52 max-w-full">
							<SelectValue />
						</SelectTrigger>
						<SelectContent>
							{groups.map((group) => (
								<SelectGroup key={group}>
									<SelectLabel>{group}</SelectLabel>
									{choices
										.filter((choice) => choice.group === group)
										.map((choice) => (
											<SelectItem key={choice.value} value={choice.value}>
												{choice.label}
											</SelectItem>
										))}
								</SelectGroup>
							))}
						</SelectContent>
					</Select>
					{isValue && (
						<>
							<Input
								aria-label={`Name for ${column}`}
								value={role.name}
								className="h-7 w-40 text-[13px]"
								onChange={(event) => onChange({ ...role, name: event.target.value })}
							/>
							<Select
								value={role.type}
								onValueChange={(value) => {
									const type = valueTypes.find((known): known is ValueType => known === value) ?? "string";
									const guess = guessFormat(samples, column);
									onChange({
										as: role.as,
										name: role.name,
										type,
										...(type === "date" ? { date: guess.date ?? "iso" } : {}),
										...(type === "number" ? { number: guess.number ?? "1234.5" } : {}),
									});
								}}
							>
								<SelectTrigger size="sm" aria-label={`Type of ${column}`} className="w-28">
									<SelectValue />
								</SelectTrigger>
								<SelectContent>
									{valueTypes.map((type) => (
										<SelectItem key={type} value={type}>
											{typeLabels[type]}
										</SelectItem>
									))}
								</SelectContent>
							</Select>
						</>
					)}
					{date && (
						<Select
							value={date}
							onValueChange={(value) => {
								const next = dateFormats.find((known): known is DateFormat => known === value) ?? "iso";
								if (role.as === "time" || isValue || isBirthday) onChange({ ...role, date: next });
							}}
						>
							<SelectTrigger
								size="sm"
								aria-label={`How dates of ${column} are written`}
								className="w-52 max-w-full"
							>
								<SelectValue />
							</SelectTrigger>
							<SelectContent>
								{dateFormats.map((format) => (
									<SelectItem key={format} value={format}>
										{dateFormatLabels[format]}
									</SelectItem>
								))}
							</SelectContent>
						</Select>
					)}
					{number && isValue && (
						<Select
							value={number}
							onValueChange={(value) => {
								const next = numberFormats.find((known) => known === value) ?? "1234.5";
								onChange({ ...role, number: next });
							}}
						>
							<SelectTrigger
								size="sm"
								aria-label={`How numbers of ${column} are written`}
								className="w-64 max-w-full"
							>
								<SelectValue />
							</SelectTrigger>
							<SelectContent>
								{numberFormats.map((format) => (
									<SelectItem key={format} value={format}>
										{numberFormatLabels[format]}
									</SelectItem>
								))}
							</SelectContent>
						</Select>
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
				{error && (
					<p role="alert" className="text-destructive text-sm">
						{error}
					</p>
				)}
			</div>
		</li>
	);
}
