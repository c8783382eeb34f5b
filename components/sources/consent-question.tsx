"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Choice } from "@/components/ui/choose/choice";
import { RadioChoices } from "@/components/ui/choose/radio-choices";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Textarea } from "@/components/ui/textarea";
import { type ConsentPurpose, consentPurposes, purposeLabels } from "@/lib/consent/purposes";
import type { ImportConsent } from "@/lib/sources/files/import-mapping";

const purposeHints: Record<ConsentPurpose, string> = {
	advertising: "sharing their data with ad platforms as an audience",
	email: "sending them email",
	sms: "sending them text messages",
	push: "push messages",
};

const answers = [
	{
		value: "statement",
		label: "Yes, all of them",
		hint: "You state how and when. It is recorded with your name and the time.",
	},
	{ value: "column", label: "A column of the file says so for each person" },
	{
		value: "none",
		label: "No, or I do not know",
		hint: "They can be in segments, but are not delivered anywhere until they agree.",
	},
] as const;

/** Asks, in plain words, what the people in a file agreed to. Without an answer no one is ever delivered. */
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
	const choose = (kind: ImportConsent["kind"]) => {
		if (kind === "none") onChange({ kind });
		if (kind === "statement") onChange({ kind, purposes, statement: "" });
		if (kind === "column") {
			const guess = columns.findIndex((column) => /consent|opt|agree|subscri|marketing/i.test(column));
			onChange({ kind, purposes, column: Math.max(0, guess), yes: ["yes", "true", "1"] });
		}
	};
	return (
		<div className="grid gap-4">
			<RadioChoices
				label="Did these people agree?"
				value={consent?.kind ?? ""}
				options={answers}
				onChange={choose}
			/>
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
					<FieldError>{errors.purposes}</FieldError>
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
						<Choice
							aria-label="Column that says it"
							value={String(consent.column)}
							onChange={(value) => onChange({ ...consent, column: Number(value) })}
							options={columns.map((label, place) => ({ value: String(place), label }))}
						/>
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
