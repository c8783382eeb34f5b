"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { destinationsQueries } from "@/components/destinations/api";
import { sourcesQueries } from "@/components/sources/api";
import { MappingRow, type RowProblem } from "@/components/syncs/mapping/mapping-row";
import { SamplePanel } from "@/components/syncs/mapping/sample-panel";
import { type SampleOf, useSample } from "@/components/syncs/mapping/use-sample";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import type { DestinationFields, NetworkView } from "@/lib/destinations/contracts";
import type { Mapping, MappingRule } from "@/lib/syncs/mapping/contracts";
import type { SampleView } from "@/lib/syncs/mapping/sample";

const newRule = (target: string): MappingRule => ({
	target,
	source: { trait: "" },
	transform: "none",
	digits: 0,
});

/** The mapping of a sync: a row for each field, and below them what one person's values make of it. */
export function MappingEditor({
	ability: always,
	fieldsOf = null,
	mapping,
	onChange,
	sampleOf,
}: {
	ability: NonNullable<NetworkView["mapping"]>;
	/** The destination whose own fields can be mapped too; null: its network does not list them. */
	fieldsOf?: { destinationId: string; name: string } | null;
	mapping: Mapping;
	onChange: (mapping: Mapping) => void;
	/** Whose sample to show; null: nothing to show yet. */
	sampleOf: SampleOf | null;
}) {
	const catalogue = useQuery(sourcesQueries.catalogue());
	const there = useQuery({
		...destinationsQueries.fields(fieldsOf?.destinationId ?? ""),
		enabled: fieldsOf !== null,
		retry: false,
	});
	const { ability, isKnown, problem: unread } = abilityOf(always, fieldsOf === null ? null : there);
	const traits = catalogue.data?.traits.map(({ name }) => name) ?? [];
	const sample = useSample(sampleOf, mapping);
	const added = useRef<HTMLElement | null>(null);
	const addButton = useRef<HTMLButtonElement | null>(null);
	const view = sample.view;
	const isFull = mapping.length >= ability.maxFields;
	const add = () => {
		const unused = ability.fields.find(({ name }) => !mapping.some(({ target }) => target === name));
		onChange([...mapping, newRule(unused?.name ?? "")]);
		// The new row is there after the next paint.
		requestAnimationFrame(() => added.current?.focus());
	};
	return (
		<div className="grid min-w-0 gap-3">
			{unread !== null && (
				<p className="text-sm text-warning">
					{fieldsOf?.name} did not say which fields it has: {unread} You can type a field's name; it is
					checked when the sync runs.
				</p>
			)}
			{mapping.length > 0 && (
				<ol className="grid gap-2">
					{mapping.map((rule, index) => (
						<MappingRow
							// Rows have no name of their own; they are only added at the end.
							// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
							key={index}
							rule={rule}
							place={index + 1}
							ability={ability}
							traits={traits}
							problem={
								problemOf(view, index) ??
								(isKnown ? goneProblem(rule.target, ability, fieldsOf?.name ?? "") : null)
							}
							outcome={outcomeOf(view, rule.target)}
							{...(index === mapping.length - 1 ? { targetRef: added } : {})}
							onChange={(next) => onChange(mapping.map((one, at) => (at === index ? next : one)))}
							onRemove={() => {
								onChange(mapping.filter((_one, at) => at !== index));
								addButton.current?.focus();
							}}
						/>
					))}
				</ol>
			)}
			<FieldError>
				{view?.issues.find(({ path }) => path === "mapping" || path === "content")?.message}
			</FieldError>
			<Button
				ref={addButton}
				variant="outline"
				size="sm"
				className="justify-self-start"
				disabled={isFull}
				onClick={add}
			>
				<Plus aria-hidden="true" />
				{mapping.length === 0 ? "Send a field" : "Add a field"}
			</Button>
			{sampleOf && <SamplePanel sample={sample} />}
		</div>
	);
}

type Ability = NonNullable<NetworkView["mapping"]>;

/** With the fields that exist there, once they are known; why they are not, so that any name can be typed meanwhile. */
function abilityOf(
	always: Ability,
	there: { data: DestinationFields | undefined; error: Error | null } | null,
): { ability: Ability; isKnown: boolean; problem: string | null } {
	if (there === null) return { ability: always, isKnown: false, problem: null };
	const problem = there.data?.problem ?? there.error?.message ?? null;
	if (problem !== null) return { ability: { ...always, takesOthers: true }, isKnown: false, problem };
	const known = new Set(always.fields.map(({ name }) => name));
	const own = there.data?.fields.filter(({ name }) => !known.has(name)) ?? [];
	const fields = [...always.fields, ...own];
	return {
		ability: { ...always, fields, takesOthers: false },
		isKnown: there.data !== undefined,
		problem: null,
	};
}

function goneProblem(target: string, ability: Ability, name: string): RowProblem | null {
	if (target === "") return null;
	if (ability.fields.some((field) => field.name === target)) return null;
	return {
		part: "target",
		message: `${name} has no field called ${target} any more. Create it there, or choose another.`,
	};
}

/** What is wrong with a row, wherever in it. */
function problemOf(view: SampleView | undefined, index: number): RowProblem | null {
	const own = view?.issues.find(({ path }) => path.startsWith(`mapping.${index}.`));
	return own ? { part: own.path.split(".")[2] ?? "target", message: own.message } : null;
}

function outcomeOf(view: SampleView | undefined, target: string): string | null {
	const field = view?.fields.find((one) => one.target === target);
	if (!field || !view?.person) return null;
	if (field.problem) return `${view.person.label} would be left out: ${field.problem}`;
	return `${view.person.label}: ${field.value === null ? "no value" : JSON.stringify(field.value)}`;
}
