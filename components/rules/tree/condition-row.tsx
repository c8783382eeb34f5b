"use client";

import { generateID, type RuleProps } from "react-querybuilder";
import { partsOf, useAt, useBuilder, useProblems } from "@/components/rules/builder-context";
import { Problems } from "@/components/rules/controls/problems";
import { type AnyLeaf, LeafBody, LeafSentence } from "@/components/rules/kinds/leaf-sentence";
import { isLeft } from "@/components/rules/tree/is-left";
import { Grip, NodeMenu } from "@/components/rules/tree/node-menu";
import { NodeSize } from "@/components/rules/tree/node-size";
import { replaceNode } from "@/components/rules/tree/replace-node";
import { useNodeActions } from "@/components/rules/tree/use-node-actions";
import { usePendingFocus } from "@/components/rules/tree/use-pending-focus";

/** One condition, as a sentence whose bold words are controls. */
export function ConditionRow({ rule, path, schema }: RuleProps) {
	// Safe because the builder edits nothing but rules of the segment language.
	const leaf = rule as unknown as AnyLeaf;
	const { isReadOnly, leave } = useBuilder();
	const at = useAt(path);
	const problems = useProblems(at);
	const row = usePendingFocus<HTMLFieldSetElement>(leaf.id);
	const actions = useNodeActions(schema, path);
	const index = path.at(-1) ?? 0;
	const shared = {
		leaf,
		at,
		parts: partsOf(problems),
		disabled: isReadOnly,
		onChange: (next: AnyLeaf) =>
			actions.edit((query) => replaceNode(query, { ...next, id: leaf.id ?? generateID() }, path)),
	};
	return (
		<fieldset
			ref={row}
			data-node={path.join(".")}
			aria-label={`Condition ${index + 1}`}
			className="grid min-w-0 gap-1 rounded-md px-2 py-1.5 hover:bg-muted/40 data-[dragging=true]:opacity-40"
			{...actions.handlers}
			onBlur={(event) => {
				if (leaf.id && isLeft(event)) leave(leaf.id);
			}}
		>
			<div className="flex items-start gap-1.5">
				{!isReadOnly && <Grip path={path} />}
				<div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1.5 gap-y-1">
					<LeafSentence {...shared} />
				</div>
				{leaf.kind !== "property" && <NodeSize id={leaf.id} />}
				{!isReadOnly && <NodeMenu label={`More for condition ${index + 1}`} actions={actions} />}
			</div>
			<Problems problems={problems} />
			<LeafBody {...shared} />
		</fieldset>
	);
}
