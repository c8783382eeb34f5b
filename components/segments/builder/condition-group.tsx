"use client";

import { Copy, ListPlus, MoreHorizontal, Plus, Trash2 } from "lucide-react";
import { Fragment, useRef } from "react";
import {
	add,
	generateID,
	insert,
	type RuleGroupProps,
	type RuleGroupType,
	regenerateIDs,
	remove,
	update,
} from "react-querybuilder";
import { useBuilder, usePlace, useProblems } from "@/components/segments/builder/builder-context";
import { addLeaf, Problems } from "@/components/segments/builder/condition-row";
import { InlineSelect, Word } from "@/components/segments/builder/inline-controls";
import { newLeaf, newPropertyLeaf } from "@/components/segments/builder/new-leaf";
import { NodeSize } from "@/components/segments/builder/node-size";
import { NamePicker, SubjectPicker } from "@/components/segments/builder/subject-picker";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { PropertyLeaf, RuleLeaf } from "@/lib/segments/rule";

/** Conditions joined by and / or, possibly negated; groups stand in groups. */
export function ConditionGroup(props: RuleGroupProps) {
	const { ruleGroup, path, schema } = props;
	// Safe because the language has no independent combinators: a group has one for all its rules.
	const group = ruleGroup as RuleGroupType;
	const { isReadOnly, setFocusId } = useBuilder();
	const { event } = usePlace();
	const problems = useProblems(path);
	const { rule: Row, ruleGroup: Group } = schema.controls;
	const isOutermost = path.length === 0;
	const isOfProperties = event !== null;
	const adder = useRef<HTMLDivElement>(null);

	const edit = (change: (query: RuleGroupType) => RuleGroupType) => {
		const query = schema.getQuery();
		if (query) schema.dispatchQuery(change(query as RuleGroupType));
	};
	const change = (prop: "combinator" | "not", value: string | boolean) =>
		edit((query) => update(query, prop, value, path));
	const joint = group.combinator === "or" ? "or" : "and";

	return (
		<fieldset
			aria-label={isOutermost ? "All conditions" : `Group ${(path.at(-1) ?? 0) + 1}`}
			className={cn(
				"grid min-w-0 gap-1",
				!isOutermost && "rounded-lg border border-border bg-background/50 p-1.5",
			)}
			onKeyDown={(keyEvent) => {
				const isField =
					keyEvent.target instanceof HTMLInputElement || keyEvent.target instanceof HTMLSelectElement;
				if (keyEvent.key !== "Enter" || !isField || isReadOnly || keyEvent.defaultPrevented) return;
				keyEvent.preventDefault();
				keyEvent.stopPropagation();
				adder.current?.querySelector("button")?.click();
			}}
		>
			<div className="flex items-start gap-2 px-2">
				<div className="flex min-h-7 flex-1 flex-wrap items-center gap-1.5">
					<Word>{isOfProperties ? "where" : isOutermost ? "People" : ""}</Word>
					{(!isOutermost || group.rules.length > 1 || group.not) && (
						<>
							{!isOfProperties && isOutermost && <Word>for whom</Word>}
							<InlineSelect
								label="How the conditions are joined"
								value={`${group.not ? "not-" : ""}${joint}`}
								options={[
									{ value: "and", label: "all of these hold" },
									{ value: "or", label: "any of these holds" },
									{ value: "not-and", label: "not all of these hold" },
									{ value: "not-or", label: "none of these holds" },
								]}
								onChange={(chosen) =>
									edit((query) =>
										update(
											update(query, "combinator", chosen.replace("not-", ""), path),
											"not",
											chosen.startsWith("not-"),
											path,
										),
									)
								}
								disabled={isReadOnly}
							/>
						</>
					)}
				</div>
				{!isOfProperties && !isOutermost && <NodeSize id={group.id} />}
				{!isOutermost && !isReadOnly && (
					<DropdownMenu>
						<DropdownMenuTrigger asChild>
							<Button variant="ghost" size="icon-sm" aria-label="More for this group">
								<MoreHorizontal aria-hidden="true" />
							</Button>
						</DropdownMenuTrigger>
						<DropdownMenuContent align="end">
							<DropdownMenuItem onSelect={() => change("not", !group.not)}>
								{group.not ? "Take “not” away" : "Negate the group"}
							</DropdownMenuItem>
							<DropdownMenuItem
								onSelect={() =>
									edit((query) =>
										insert(query, regenerateIDs(group as never) as never, [
											...path.slice(0, -1),
											(path.at(-1) ?? 0) + 1,
										]),
									)
								}
							>
								<Copy aria-hidden="true" />
								Copy group
							</DropdownMenuItem>
							<DropdownMenuItem onSelect={() => edit((query) => remove(query, path))}>
								<Trash2 aria-hidden="true" />
								Remove group
							</DropdownMenuItem>
						</DropdownMenuContent>
					</DropdownMenu>
				)}
			</div>
			{group.rules.map((child, index) => {
				const childPath = [...path, index];
				const shared = { path: childPath, schema, actions: props.actions, translations: props.translations };
				return (
					<Fragment key={child.id ?? index}>
						{index > 0 && (
							<span aria-hidden="true" className="pl-2 font-medium text-muted-foreground text-xs uppercase">
								{joint}
							</span>
						)}
						{"rules" in child ? (
							<Group {...shared} id={child.id} ruleGroup={child} />
						) : (
							<Row {...shared} id={child.id} rule={child as never} />
						)}
					</Fragment>
				);
			})}
			{!(isOutermost && group.rules.length === 0) && (
				<div className="px-2">{<Problems problems={problems} />}</div>
			)}
			{!isReadOnly && (
				<div ref={adder} className="flex flex-wrap gap-1 px-1">
					<AddCondition
						onAdd={(leaf) => {
							const query = schema.getQuery();
							if (!query) return;
							const [changed, id] = addLeaf(query as RuleGroupType, leaf, path);
							setFocusId(id);
							schema.dispatchQuery(changed);
						}}
					/>
					{!isOfProperties && path.length < 6 && (
						<Button
							variant="ghost"
							size="sm"
							className="text-muted-foreground"
							onClick={() =>
								edit((query) =>
									add(
										query,
										{ id: generateID(), combinator: joint === "and" ? "or" : "and", rules: [] },
										path,
									),
								)
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

function AddCondition({ onAdd }: { onAdd: (leaf: RuleLeaf | PropertyLeaf) => void }) {
	const { names } = useBuilder();
	const { event } = usePlace();
	const button = (
		<Button variant="ghost" size="sm" className="text-primary">
			<Plus aria-hidden="true" />
			{event === null ? "Add condition" : "Add filter"}
		</Button>
	);
	if (event === null)
		return <SubjectPicker onPick={(subject) => onAdd(newLeaf(subject))}>{button}</SubjectPicker>;
	const properties = names.events.find(({ name }) => name === event)?.properties ?? [];
	return (
		<NamePicker
			label="Find a property"
			names={properties}
			empty="This event has no such property."
			onPick={(name) => {
				const type = properties.find((property) => property.name === name)?.type ?? "string";
				onAdd(newPropertyLeaf(name, type));
			}}
		>
			{button}
		</NamePicker>
	);
}
