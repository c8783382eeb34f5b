"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { sourcesQueries } from "@/components/sources/api";
import { MappingRow, type RowProblem } from "@/components/syncs/mapping/mapping-row";
import { SamplePanel } from "@/components/syncs/mapping/sample-panel";
import { type SampleOf, useSample } from "@/components/syncs/mapping/use-sample";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import type { NetworkView } from "@/lib/destinations/contracts";
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
	ability,
	mapping,
	onChange,
	sampleOf,
}: {
	ability: NonNullable<NetworkView["mapping"]>;
	mapping: Mapping;
	onChange: (mapping: Mapping) => void;
	/** Whose sample to show; null: nothing to show yet. */
	sampleOf: SampleOf | null;
}) {
	const catalogue = useQuery(sourcesQueries.catalogue());
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
							problem={problemOf(view, index)}
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
