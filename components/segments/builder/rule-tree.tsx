"use client";

import {
	type ControlElementsProp,
	type Field,
	type FullField,
	QueryBuilder,
	type RuleGroupType,
} from "react-querybuilder";
import type { SegmentRule } from "@/lib/segments/rule";

/** How conditions and groups look. */
export type TreeControls = ControlElementsProp<FullField, string>;

// Conditions choose their subject themselves; react-querybuilder keeps the tree.
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
	return (
		<section aria-label={label}>
			<QueryBuilder
				fields={fields}
				// Safe both ways because a stored rule is a RuleGroupType with typed leaves.
				query={rule as unknown as RuleGroupType}
				onQueryChange={(changed) => onChange(changed as unknown as SegmentRule)}
				controlElements={controls}
				enableMountQueryChange={false}
				suppressStandardClassnames
			/>
		</section>
	);
}
