"use client";

import { ListPlus, Pencil } from "lucide-react";
import { Fragment, type KeyboardEvent, useRef, useState } from "react";
import { generateID, type RuleGroupProps, type RuleGroupType, update } from "react-querybuilder";
import { useAt, useBuilder, usePlace, useProblems } from "@/components/rules/builder-context";
import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { Problems } from "@/components/rules/controls/problems";
import type { AnyLeaf } from "@/components/rules/kinds/leaf-sentence";
import { AddCondition } from "@/components/rules/tree/add-condition";
import { GroupName } from "@/components/rules/tree/group-name";
import { insertNode, isGroup, type TreeNode } from "@/components/rules/tree/move-node";
import { Grip, NodeMenu } from "@/components/rules/tree/node-menu";
import { NodeSize } from "@/components/rules/tree/node-size";
import { useNodeActions } from "@/components/rules/tree/use-node-actions";
import { usePendingFocus } from "@/components/rules/tree/use-pending-focus";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";

const joints = [
	{ value: "and", label: "all of these" },
	{ value: "or", label: "any of these" },
	{ value: "not-and", label: "not all of these" },
	{ value: "not-or", label: "none of these" },
] as const;
const deepest = 6;

/** Conditions joined by and / or, possibly negated and named; groups can be nested. */
export function ConditionGroup(props: RuleGroupProps) {
	const { ruleGroup, path, schema } = props;
	// Safe because the language has no independent combinators: a group has one for all its rules.
	const group = ruleGroup as RuleGroupType & { label?: string };
	const { isReadOnly, setFocus, begin } = useBuilder();
	const isOfProperties = usePlace().event !== null;
	const problems = useProblems(useAt(path));
	const actions = useNodeActions(schema, path);
	const frame = usePendingFocus<HTMLFieldSetElement>(group.id);
	const adder = useRef<HTMLDivElement>(null);
	const [isNaming, setNaming] = useState(false);
	const isOutermost = path.length === 0;
	const joint = group.combinator === "or" ? "or" : "and";
	const number = (path.at(-1) ?? 0) + 1;
	const children = group.rules as TreeNode[];

	const append = (node: TreeNode) =>
		actions.edit((query) => insertNode(query, node, { group: path, index: children.length }));
	// Omitted if false, as in a new group. Safe because react-querybuilder sets any key of a group.
	const negate = (query: RuleGroupType, isNot: boolean) =>
		update(query, "not", (isNot || undefined) as never, path);
	const addLeaf = (leaf: AnyLeaf) => {
		const id = generateID();
		setFocus({ id, control: "first" });
		begin(id);
		// Safe because leaves of the language have field, operator and value.
		append({ ...leaf, id } as unknown as TreeNode);
	};
	const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
		actions.handlers.onKeyDown(event);
		const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
		const isOther = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
		// Enter that ends an IME composition does not end the condition.
		if (event.key !== "Enter" || isOther || event.nativeEvent.isComposing) return;
		if (!isField || isReadOnly || event.defaultPrevented) return;
		event.preventDefault();
		event.stopPropagation();
		adder.current?.querySelector("button")?.click();
	};

	return (
		<fieldset
			ref={frame}
			data-node={path.join(".")}
			data-group=""
			aria-label={isOutermost ? "All conditions" : `Group ${number}${group.label ? `: ${group.label}` : ""}`}
			className={cn(
				"grid min-w-0 gap-1 data-[dragging=true]:opacity-40",
				!isOutermost && "rounded-lg border border-border bg-background/50 p-1.5",
			)}
			{...actions.handlers}
			onKeyDown={onKeyDown}
		>
			<div className="flex items-start gap-1.5 px-2">
				{!isOutermost && !isReadOnly && <Grip path={path} />}
				<div className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-1.5">
					<GroupName
						name={group.label ?? ""}
						isEditing={isNaming}
						onChange={(label) =>
							// Safe because react-querybuilder sets any key of a group.
							actions.edit((query) => update(query, "label" as never, (label || undefined) as never, path))
						}
						onDone={() => setNaming(false)}
					/>
					<Word>{isOfProperties ? "where" : isOutermost ? "People" : ""}</Word>
					{(!isOutermost || children.length > 1 || group.not) && (
						<>
							{!isOfProperties && isOutermost && <Word>who match</Word>}
							<InlineSelect
								label="How the conditions are joined"
								value={`${group.not ? "not-" : ""}${joint}`}
								options={joints}
								onChange={(chosen) =>
									actions.edit((query) =>
										negate(
											update(query, "combinator", chosen.replace("not-", ""), path),
											chosen.startsWith("not-"),
										),
									)
								}
								disabled={isReadOnly}
							/>
							{(isOfProperties || !isOutermost) && <Word>match</Word>}
						</>
					)}
				</div>
				{!isOfProperties && !isOutermost && <NodeSize id={group.id} />}
				{!isOutermost && !isReadOnly && (
					<NodeMenu label="More for this group" actions={actions} isGroup>
						{!isOfProperties && (
							<DropdownMenuItem onSelect={() => setNaming(true)}>
								<Pencil aria-hidden="true" />
								{group.label ? "Rename group" : "Name the group"}
							</DropdownMenuItem>
						)}
						<DropdownMenuItem onSelect={() => actions.edit((query) => negate(query, !group.not))}>
							<span aria-hidden="true" className="grid size-4 place-items-center text-muted-foreground">
								¬
							</span>
							{group.not ? "Remove “not”" : "Negate the group"}
						</DropdownMenuItem>
					</NodeMenu>
				)}
			</div>
			<Children {...props} joint={joint} nodes={children} />
			{!(isOutermost && children.length === 0) && problems.length > 0 && (
				<div className="px-2">
					<Problems problems={problems} />
				</div>
			)}
			{!isReadOnly && (
				<div ref={adder} className="flex flex-wrap gap-1 px-1">
					<AddCondition onAdd={addLeaf} />
					{!isOfProperties && path.length < deepest && (
						<Button
							variant="ghost"
							size="sm"
							className="text-muted-foreground"
							onClick={() =>
								append({ id: generateID(), combinator: joint === "and" ? "or" : "and", rules: [] })
							}
						>
							<ListPlus aria-hidden="true" />
							Add group
						</Button>
					)}
				</div>
			)}
		</fieldset>
	);
}

function Children({
	nodes,
	joint,
	path,
	schema,
	actions,
	translations,
}: RuleGroupProps & { nodes: readonly TreeNode[]; joint: "and" | "or" }) {
	const { rule: Row, ruleGroup: Group } = schema.controls;
	return nodes.map((child, index) => {
		const shared = { path: [...path, index], schema, actions, translations };
		return (
			<Fragment key={child.id ?? index}>
				{index > 0 && (
					<span aria-hidden="true" className="pl-2 font-medium text-muted-foreground text-xs uppercase">
						{joint}
					</span>
				)}
				{isGroup(child) ? (
					<Group {...shared} id={child.id} ruleGroup={child} />
				) : (
					<Row {...shared} id={child.id} rule={child} />
				)}
			</Fragment>
		);
	});
}
