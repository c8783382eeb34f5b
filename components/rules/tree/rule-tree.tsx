"use client";

import { type Field, QueryBuilder, type RuleGroupType } from "react-querybuilder";
import { useBuilder } from "@/components/rules/builder-context";
import { DragArea } from "@/components/rules/tree/drag-area";
import { moveNode } from "@/components/rules/tree/move-node";
import { placeText } from "@/components/rules/tree/place-text";
import type { TreeControls } from "@/components/rules/tree/tree-controls";
import type { SegmentRule } from "@/lib/rules/rule";

// Conditions choose their subject themselves; react-querybuilder maintains the tree.
const fields: Field[] = [{ name: "any", label: "any" }];

/** The tree of conditions: react-querybuilder holds and walks the stored rule itself, with this app's own rows. */
export function RuleTree({
	label,
	controls,
	rule,
	onChange,
}: {
	label: string;
	controls: TreeControls;
	rule: SegmentRule;
	onChange: (rule: SegmentRule) => void;
}) {
	const { announce } = useBuilder();
	// Safe both ways because a stored rule is a RuleGroupType with typed leaves.
	const query = rule as unknown as RuleGroupType;
	const change = (changed: unknown) => onChange(changed as SegmentRule);
	return (
		<section aria-label={label}>
			<DragArea
				onDrop={(from, gap) => {
					const moved = moveNode(query, from, gap);
					if (!moved) return;
					change(moved.query);
					announce(`Moved to ${placeText(moved.query, moved.path)}`);
				}}
			>
				<QueryBuilder
					fields={fields}
					query={query}
					onQueryChange={change}
					controlElements={controls}
					enableMountQueryChange={false}
					suppressStandardClassnames
				/>
			</DragArea>
		</section>
	);
}
