"use client";

import { Filter } from "lucide-react";
import { useMemo } from "react";
import { generateID } from "react-querybuilder";
import { PlaceProvider, useBuilder, usePlace } from "@/components/segments/builder/builder-context";
import { newPropertyLeaf } from "@/components/segments/builder/new-leaf";
import { RuleTree, type TreeControls } from "@/components/segments/builder/rule-tree";
import { NamePicker } from "@/components/segments/builder/subject-picker";
import { Button } from "@/components/ui/button";
import type { EventLeaf, PropertyGroup } from "@/lib/segments/rule";

/** "where category is shoes": which of an event's occurrences count. */
export function PropertyFilters({
	leaf,
	path,
	controls,
	onChange,
}: {
	leaf: EventLeaf;
	path: number[];
	controls: TreeControls;
	onChange: (leaf: EventLeaf) => void;
}) {
	const { names, isReadOnly } = useBuilder();
	const { prefix } = usePlace();
	const properties = names.events.find(({ name }) => name === leaf.field)?.properties ?? [];
	const key = [...prefix, ...path].join(".");
	const place = useMemo(
		() => ({
			prefix: [...key.split(".").map((step) => (step === "where" ? step : Number(step))), "where" as const],
			event: leaf.field,
		}),
		[key, leaf.field],
	);
	const hasFilters = leaf.where !== undefined && leaf.where.rules.length > 0;
	if (hasFilters) {
		return (
			<PlaceProvider value={place}>
				<div className="mt-1 border-border border-l-2 pl-2">
					<RuleTree
						controls={controls}
						label={`Which ${leaf.field} count`}
						// Safe because a filter group has the shape of a rule group, over property leaves.
						rule={leaf.where as never}
						onChange={(changed) => {
							const where = changed as unknown as PropertyGroup;
							const { where: _, ...rest } = leaf;
							onChange(where.rules.length > 0 ? { ...rest, where } : rest);
						}}
					/>
				</div>
			</PlaceProvider>
		);
	}
	if (isReadOnly || properties.length === 0) return null;
	return (
		<div>
			<NamePicker
				label="Find a property"
				names={properties}
				empty="This event has no such property."
				onPick={(name) => {
					const type = properties.find((property) => property.name === name)?.type ?? "string";
					const first = { ...newPropertyLeaf(name, type), id: generateID() };
					onChange({ ...leaf, where: { id: generateID(), combinator: "and", rules: [first] } });
				}}
			>
				<Button variant="ghost" size="sm" className="text-muted-foreground">
					<Filter aria-hidden="true" />
					where…
				</Button>
			</NamePicker>
		</div>
	);
}
