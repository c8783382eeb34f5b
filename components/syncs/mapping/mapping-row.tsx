"use client";

import { Trash2 } from "lucide-react";
import type { RefObject } from "react";
import {
	sourceKey,
	sourceOf,
	sourceOptions,
	transformLabels,
} from "@/components/syncs/mapping/source-choice";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { NetworkView } from "@/lib/destinations/contracts";
import type { TargetType } from "@/lib/destinations/what-is-sent";
import { type MappingRule, maxDigits, transforms } from "@/lib/syncs/mapping/contracts";

const typeWords: Record<Exclude<TargetType, "any">, string> = {
	text: "text",
	number: "number",
	boolean: "true or false",
	date: "date",
	list: "list",
};

export type RowProblem = { part: string; message: string };

/** One field at the destination: its name, where its value comes from, and what is done to the value on the way. */
export function MappingRow({
	rule,
	place,
	ability,
	traits,
	problem,
	outcome,
	targetRef,
	onChange,
	onRemove,
}: {
	rule: MappingRule;
	/** From 1, for those who cannot see the rows. */
	place: number;
	ability: NonNullable<NetworkView["mapping"]>;
	traits: readonly string[];
	/** What is wrong, and with which part of the row. */
	problem: RowProblem | null;
	/** What it is for the sample person, in words. */
	outcome: string | null;
	targetRef?: RefObject<HTMLElement | null>;
	onChange: (rule: MappingRule) => void;
	onRemove: () => void;
}) {
	const { source } = rule;
	const errorOf = (part: string) => (problem?.part === part ? problem.message : null);
	const field = ability.fields.find(({ name }) => name === rule.target);
	const known = ability.fields.map(({ name, label, type }) => ({
		value: name,
		label,
		detail: type === "any" ? undefined : typeWords[type],
	}));
	const isGone = rule.target !== "" && !field;
	// Of another field nothing is known yet.
	const onTarget = (target: string) => {
		const { type: _before, ...rest } = rule;
		onChange({ ...rest, target });
	};
	return (
		<li className="grid gap-2 rounded-lg border border-border p-3">
			<div className="grid items-start gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,10rem)_auto]">
				<Field label={`Field ${place}`} error={errorOf("target")}>
					{ability.takesOthers ? (
						<Input
							// Safe because this branch renders an input.
							ref={targetRef as RefObject<HTMLInputElement | null>}
							value={rule.target}
							maxLength={200}
							spellCheck={false}
							autoComplete="off"
							placeholder="Name at the destination"
							onChange={(event) => onTarget(event.target.value)}
						/>
					) : (
						<Choice
							value={rule.target}
							onChange={onTarget}
							placeholder="Choose a field"
							options={
								isGone
									? [
											{
												value: rule.target,
												label: rule.target,
												detail: problem?.part === "target" ? "not there" : undefined,
											},
											...known,
										]
									: known
							}
						/>
					)}
				</Field>
				<Field label={`Value of field ${place}`} error={errorOf("source")}>
					<Choice
						value={sourceKey(source)}
						onChange={(key) => onChange({ ...rule, source: sourceOf(key, source) })}
						placeholder="Choose a value"
						options={sourceOptions(traits, source)}
					/>
				</Field>
				<Field label={`Change field ${place}`} error={errorOf("transform")}>
					<Choice
						value={rule.transform}
						onChange={(transform) => onChange({ ...rule, transform })}
						options={transforms.map((one) => ({ value: one, label: transformLabels[one] }))}
					/>
				</Field>
				<Button
					variant="ghost"
					size="icon"
					className="max-sm:justify-self-end sm:mt-5"
					aria-label={`Remove field ${place}`}
					onClick={onRemove}
				>
					<Trash2 aria-hidden="true" />
				</Button>
			</div>
			{("template" in source || "constant" in source) && (
				<Field
					label={`Text of field ${place}`}
					hint={"template" in source ? "Names in double braces are filled in: Hi {{first_name}}." : undefined}
				>
					<Input
						value={"template" in source ? source.template : String(source.constant)}
						maxLength={1_000}
						onChange={(event) =>
							onChange({
								...rule,
								source:
									"template" in source ? { template: event.target.value } : { constant: event.target.value },
							})
						}
					/>
				</Field>
			)}
			{rule.transform === "round" && (
				<Field label={`Decimal places of field ${place}`} className="max-w-40">
					<Input
						inputMode="numeric"
						value={String(rule.digits)}
						onChange={(event) => {
							const digits = Number(event.target.value.replace(/\D/g, "") || 0);
							onChange({ ...rule, digits: Math.min(maxDigits, digits) });
						}}
					/>
				</Field>
			)}
			{field?.help && <p className="text-muted-foreground text-sm">{field.help}</p>}
			{!problem && outcome !== null && (
				<p className="min-w-0 break-words text-muted-foreground text-sm">{outcome}</p>
			)}
		</li>
	);
}
