"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { type ConsentPurpose, consentPurposes, purposeLabels } from "@/lib/consent/purposes";
import type { ImportConsent } from "@/lib/sources/files/import-mapping";

const purposeHints: Record<ConsentPurpose, string> = {
	advertising: "giving their data to ad platforms as an audience",
	email: "writing to them",
	sms: "texting them",
	push: "push messages",
};

/** Asks, in plain words, what the people of a file agreed to. Without an answer nobody is ever delivered. */
export function ConsentQuestion({
	columns,
	consent,
	errors,
	onChange,
}: {
	columns: string[];
	consent: ImportConsent | null;
	errors: { statement?: string | undefined; purposes?: string | undefined; yes?: string | undefined };
	onChange: (consent: ImportConsent) => void;
}) {
	const purposes = consent && consent.kind !== "none" ? consent.purposes : [];
	const choose = (kind: string) => {
		if (kind === "none") onChange({ kind });
		if (kind === "statement") onChange({ kind, purposes, statement: "" });
		if (kind === "column") {
			const guess = columns.findIndex((column) => /consent|opt|agree|subscri|marketing/i.test(column));
			onChange({ kind, purposes, column: Math.max(0, guess), yes: ["yes", "true", "1"] });
		}
	};
	return (
		<div className="grid gap-4">
			<RadioGroup value={consent?.kind ?? ""} onValueChange={choose} aria-label="Did these people agree?">
				{[
					[
						"statement",
						"Yes, all of them",
						"You say how and when; it is recorded with your name and the time.",
					],
					["column", "A column of the file says so, person by person", ""],
					[
						"none",
						"No, or I do not know",
						"They can be in segments, but are delivered nowhere until they agree.",
					],
				].map(([value = "", label, hint]) => (
					<div key={value} className="flex items-start gap-3">
						<RadioGroupItem value={value} id={`consent-${value}`} className="mt-0.5" />
						<Label htmlFor={`consent-${value}`} className="grid cursor-pointer gap-0.5 font-normal">
							<span className="font-medium">{label}</span>
							{hint && <span className="text-muted-foreground">{hint}</span>}
						</Label>
					</div>
				))}
			</RadioGroup>
			{consent && consent.kind !== "none" && (
				<fieldset className="grid gap-2">
					<legend className="mb-2 font-medium text-sm">What did they agree to?</legend>
					{consentPurposes.map((purpose) => (
						<div key={purpose} className="flex items-start gap-3">
							<Checkbox
								id={`purpose-${purpose}`}
								className="mt-0.5"
								checked={purposes.includes(purpose)}
								onCheckedChange={(checked) =>
									onChange({
										...consent,
										purposes: consentPurposes.filter((known) =>
											known === purpose ? checked === true : purposes.includes(known),
										),
									})
								}
							/>
							<Label htmlFor={`purpose-${purpose}`} className="cursor-pointer font-normal">
								{purposeLabels[purpose]}{" "}
								<span className="text-muted-foreground">({purposeHints[purpose]})</span>
							</Label>
						</div>
					))}
					{errors.purposes && (
						<p role="alert" className="text-destructive text-sm">
							{errors.purposes}
						</p>
					)}
				</fieldset>
			)}
			{consent?.kind === "statement" && (
				<Field
					label="How and when did they agree?"
					hint="For example: ticked the box on the order form, text of March 2026, kept in the shop system."
					error={errors.statement}
				>
					<Textarea
						value={consent.statement}
						maxLength={2_000}
						onChange={(event) => onChange({ ...consent, statement: event.target.value })}
					/>
				</Field>
			)}
			{consent?.kind === "column" && (
				<div className="grid gap-4 sm:grid-cols-2">
					<Field label="Column">
						<Select
							value={String(consent.column)}
							onValueChange={(value) => onChange({ ...consent, column: Number(value) })}
						>
							<SelectTrigger aria-label="Column that says it">
								<SelectValue />
							</SelectTrigger>
							<SelectContent>
								{columns.map((column, i) => (
									<SelectItem key={column} value={String(i)}>
										{column}
									</SelectItem>
								))}
							</SelectContent>
						</Select>
					</Field>
					<Field
						label="Values that mean yes"
						hint="Separated by commas. Anything else means no; an empty cell says nothing."
						error={errors.yes}
					>
						<Input
							defaultValue={consent.yes.join(", ")}
							onChange={(event) =>
								onChange({
									...consent,
									yes: event.target.value
										.split(",")
										.map((value) => value.trim())
										.filter(Boolean),
								})
							}
						/>
					</Field>
				</div>
			)}
		</div>
	);
}
