"use client";

import { ChevronDown, CircleAlert, Copy, MoreHorizontal, Trash2 } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import {
	add,
	generateID,
	insert,
	move,
	type RuleGroupType,
	type RuleProps,
	regenerateIDs,
	remove,
} from "react-querybuilder";
import { useBuilder, usePlace, useProblems } from "@/components/segments/builder/builder-context";
import { ComparisonControls } from "@/components/segments/builder/comparison-controls";
import { EventComparison, MeasureControls } from "@/components/segments/builder/event-controls";
import { inlineButton, Word } from "@/components/segments/builder/inline-controls";
import { newLeaf } from "@/components/segments/builder/new-leaf";
import { NodeSize } from "@/components/segments/builder/node-size";
import { PropertyFilters } from "@/components/segments/builder/property-filters";
import { replaceNode } from "@/components/segments/builder/replace-node";
import { SubjectPicker } from "@/components/segments/builder/subject-picker";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { PropertyLeaf, RuleLeaf } from "@/lib/segments/rule";

type Leaf = RuleLeaf | PropertyLeaf;

/** One condition, as a sentence whose bold words are controls. */
export function ConditionRow({ rule, path, schema }: RuleProps) {
	// Safe because the builder edits nothing but rules of the segment language.
	const leaf = rule as unknown as Leaf;
	const { isReadOnly, focusId, setFocusId } = useBuilder();
	const problems = useProblems(path);
	const row = useRef<HTMLFieldSetElement>(null);
	const index = path.at(-1) ?? 0;
	// An event's filters are a tree of the same rows and groups.
	const treeControls = useMemo(
		() => ({ rule: schema.controls.rule, ruleGroup: schema.controls.ruleGroup }),
		[schema.controls.rule, schema.controls.ruleGroup],
	);

	useEffect(() => {
		if (focusId === null || leaf.id !== focusId) return;
		const find = (selector: string) => row.current?.querySelector<HTMLElement>(selector);
		(find("input:not([type=checkbox]), [data-value]") ?? find("select"))?.focus();
		setFocusId(null);
	}, [focusId, leaf.id, setFocusId]);

	const edit = (change: (query: RuleGroupType) => RuleGroupType) => {
		const query = schema.getQuery();
		if (query) schema.dispatchQuery(change(query as RuleGroupType));
	};
	const replace = (next: Leaf) =>
		edit((query) => replaceNode(query, { ...next, id: leaf.id ?? generateID() }, path));

	return (
		<fieldset
			ref={row}
			aria-label={`Condition ${index + 1}`}
			className="grid min-w-0 gap-1 rounded-md px-2 py-1.5 hover:bg-muted/40"
			onKeyDown={(event) => {
				if (!event.altKey || isReadOnly) return;
				if (event.key === "ArrowUp" || event.key === "ArrowDown") {
					event.preventDefault();
					edit((query) => move(query, path, event.key === "ArrowUp" ? "up" : "down"));
				}
			}}
		>
			<div className="flex items-start gap-2">
				<div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1.5 gap-y-1">
					<Sentence
						leaf={leaf}
						parts={problems.map(({ part }) => part ?? "")}
						disabled={isReadOnly}
						onChange={replace}
					/>
				</div>
				{leaf.kind !== "property" && <NodeSize id={leaf.id} />}
				{!isReadOnly && (
					<DropdownMenu>
						<DropdownMenuTrigger asChild>
							<Button variant="ghost" size="icon-sm" aria-label={`More for condition ${index + 1}`}>
								<MoreHorizontal aria-hidden="true" />
							</Button>
						</DropdownMenuTrigger>
						<DropdownMenuContent align="end">
							<DropdownMenuItem
								onSelect={() =>
									edit((query) =>
										insert(query, regenerateIDs(rule as never) as never, [...path.slice(0, -1), index + 1]),
									)
								}
							>
								<Copy aria-hidden="true" />
								Copy
							</DropdownMenuItem>
							{leaf.kind !== "property" && (
								<DropdownMenuItem onSelect={() => edit((query) => intoGroup(query, leaf, path))}>
									Put into a group
								</DropdownMenuItem>
							)}
							<DropdownMenuItem onSelect={() => edit((query) => remove(query, path))}>
								<Trash2 aria-hidden="true" />
								Remove
							</DropdownMenuItem>
						</DropdownMenuContent>
					</DropdownMenu>
				)}
			</div>
			<Problems problems={problems} />
			{leaf.kind === "event" && (
				<PropertyFilters leaf={leaf} path={path} controls={treeControls} onChange={replace} />
			)}
		</fieldset>
	);
}

function intoGroup(query: RuleGroupType, leaf: Leaf, path: number[]): RuleGroupType {
	const group = { id: generateID(), combinator: "or", rules: [leaf] };
	return replaceNode(query, group, path);
}

/** Adds a condition at the end of a group and answers its handle, so that it can take the focus. */
export function addLeaf(query: RuleGroupType, leaf: Leaf, groupPath: number[]): [RuleGroupType, string] {
	const id = generateID();
	return [add(query, { ...leaf, id } as never, groupPath), id];
}

function Sentence({
	leaf,
	parts,
	disabled,
	onChange,
}: {
	leaf: Leaf;
	parts: string[];
	disabled: boolean;
	onChange: (leaf: Leaf) => void;
}) {
	const { event } = usePlace();
	const shared = { invalidParts: parts, disabled };
	switch (leaf.kind) {
		case "everyone":
			return <SubjectName label="Everyone" disabled={disabled} isInvalid={false} onPick={onChange} />;
		case "trait":
			return (
				<>
					<Word>whose</Word>
					<SubjectName
						label={leaf.field}
						disabled={disabled}
						isInvalid={parts.includes("field")}
						onPick={onChange}
					/>
					<ComparisonControls leaf={leaf} source={{ trait: leaf.field }} onChange={onChange} {...shared} />
				</>
			);
		case "event":
			return (
				<>
					<MeasureControls leaf={leaf} onChange={onChange} {...shared} />
					<SubjectName
						label={leaf.field}
						disabled={disabled}
						isInvalid={parts.includes("field")}
						onPick={onChange}
					/>
					<EventComparison leaf={leaf} onChange={onChange} {...shared} />
				</>
			);
		case "property":
			return (
				<>
					<span className="inline-flex h-7 items-center font-medium text-sm">{leaf.field}</span>
					<ComparisonControls
						leaf={leaf}
						source={{ event: event ?? "", property: leaf.field }}
						onChange={onChange}
						{...shared}
					/>
				</>
			);
	}
}

function SubjectName({
	label,
	disabled,
	isInvalid,
	onPick,
}: {
	label: string;
	disabled: boolean;
	isInvalid: boolean;
	onPick: (leaf: Leaf) => void;
}) {
	return (
		<SubjectPicker onPick={(subject) => onPick(newLeaf(subject))}>
			<button
				type="button"
				disabled={disabled}
				aria-label={`About ${label}`}
				aria-invalid={isInvalid || undefined}
				className={cn(inlineButton, "inline-flex items-center gap-1 text-primary")}
			>
				<span className="truncate">{label}</span>
				<ChevronDown aria-hidden="true" className="size-3 shrink-0 text-muted-foreground" />
			</button>
		</SubjectPicker>
	);
}

/** What is wrong, right under the condition it is wrong in. */
export function Problems({ problems }: { problems: readonly { message: string; part?: string }[] }) {
	if (problems.length === 0) return null;
	return (
		<ul className="grid gap-0.5">
			{problems.map(({ message, part }) => (
				<li key={`${part} ${message}`} className="flex items-start gap-1.5 text-destructive text-sm">
					<CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
					{message}
				</li>
			))}
		</ul>
	);
}
