"use client";

import { useQuery } from "@tanstack/react-query";
import { Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { catalogQueries } from "@/components/segments/api";
import { BuilderProvider } from "@/components/segments/builder/builder-context";
import { ConditionGroup } from "@/components/segments/builder/condition-group";
import { ConditionRow } from "@/components/segments/builder/condition-row";
import { RuleTree } from "@/components/segments/builder/rule-tree";
import { SizePanel } from "@/components/segments/builder/size-panel";
import type { Draft } from "@/components/segments/builder/use-draft";
import { usePreview } from "@/components/segments/builder/use-preview";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import type { Catalog } from "@/lib/segments/catalog";
import { type CheckedRule, checkRule, type RuleProblem } from "@/lib/segments/check-rule";
import type { CatalogOutput } from "@/lib/segments/contracts";
import type { SegmentRule } from "@/lib/segments/rule";

const controls = { rule: ConditionRow, ruleGroup: ConditionGroup };

function toCatalog(names: CatalogOutput): Catalog {
	return {
		traits: new Map(names.traits.map(({ name, type }) => [name, type])),
		events: new Map(
			names.events.map(({ name, properties }) => [
				name,
				new Map(properties.map((each) => [each.name, each.type])),
			]),
		),
	};
}

/**
 * The rule as sentences, with its exact size beside it. `openedAt` is the one instant of this editing session that all
 * its numbers are as of. `actions` stand above the rule and are told whether it can be saved.
 */
export function SegmentBuilder({
	draft,
	openedAt,
	isReadOnly = false,
	actions,
}: {
	draft: Draft;
	openedAt: string;
	isReadOnly?: boolean;
	actions?: (checked: CheckedRule) => ReactNode;
}) {
	const names = useQuery(catalogQueries.all());
	if (names.data) return <LoadedBuilder {...{ draft, openedAt, isReadOnly, actions }} names={names.data} />;
	if (names.error) return <ErrorNotice error={names.error} onRetry={names.refetch} />;
	return <Skeleton className="h-64" />;
}

function LoadedBuilder({
	draft,
	openedAt,
	isReadOnly,
	actions,
	names,
}: {
	draft: Draft;
	openedAt: string;
	isReadOnly: boolean;
	actions: ((checked: CheckedRule) => ReactNode) | undefined;
	names: CatalogOutput;
}) {
	const [asOf, setAsOf] = useState(openedAt);
	const [focusId, setFocusId] = useState<string | null>(null);
	const catalog = useMemo(() => toCatalog(names), [names]);
	const { rule } = draft;
	const checked = useMemo(() => checkRule(rule, catalog, names.timeZone), [rule, catalog, names.timeZone]);
	const preview = usePreview(checked, rule, asOf);
	const problems = useMemo(() => problemsByPath(checked), [checked]);
	useUndoKeys(draft, isReadOnly);

	return (
		<BuilderProvider
			value={{
				names,
				sizes: preview.sizes,
				areCurrent: preview.isCurrent,
				problems,
				isReadOnly,
				focusId,
				setFocusId,
			}}
		>
			<div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
				<div className="grid gap-3">
					{!isReadOnly && (
						<div className="flex flex-wrap items-center gap-2">
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label="Undo"
								title="Undo (Ctrl+Z)"
								disabled={!draft.canUndo}
								onClick={draft.undo}
							>
								<Undo2 aria-hidden="true" />
							</Button>
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label="Redo"
								title="Redo (Ctrl+Shift+Z)"
								disabled={!draft.canRedo}
								onClick={draft.redo}
							>
								<Redo2 aria-hidden="true" />
							</Button>
							<div className="ml-auto flex flex-wrap items-center gap-2">{actions?.(checked)}</div>
						</div>
					)}
					<Card className="p-3">
						<RuleTree label="Conditions" controls={controls} rule={rule} onChange={draft.change} />
						{rule.rules.length === 0 && !isReadOnly && <FirstSteps names={names} onStart={draft.change} />}
					</Card>
				</div>
				<div className="lg:sticky lg:top-4">
					<SizePanel
						preview={preview}
						rule={rule}
						isUsable={checked.ok}
						onRecount={() => setAsOf(new Date().toISOString())}
					/>
				</div>
			</div>
		</BuilderProvider>
	);
}

function problemsByPath(checked: CheckedRule): Map<string, RuleProblem[]> {
	const found = new Map<string, RuleProblem[]>();
	if (checked.ok) return found;
	for (const problem of checked.problems) {
		const key = problem.path.join(".");
		found.set(key, [...(found.get(key) ?? []), problem]);
	}
	return found;
}

function useUndoKeys({ undo, redo }: Draft, isReadOnly: boolean): void {
	useEffect(() => {
		if (isReadOnly) return;
		const onKeyDown = (event: KeyboardEvent) => {
			const isSearch = event.target instanceof HTMLInputElement && event.target.hasAttribute("cmdk-input");
			if (!(event.metaKey || event.ctrlKey) || isSearch) return;
			const key = event.key.toLowerCase();
			if (key !== "z" && key !== "y") return;
			event.preventDefault();
			if (key === "y" || event.shiftKey) redo();
			else undo();
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, [undo, redo, isReadOnly]);
}

/** For an empty rule: what it can say, in one example made of the workspace's own names. */
function FirstSteps({ names, onStart }: { names: CatalogOutput; onStart: (rule: SegmentRule) => void }) {
	const event = names.events.find(({ name }) => /order|purchase/i.test(name)) ?? names.events[0];
	return (
		<div className="mt-2 rounded-md bg-muted/50 p-3 text-muted-foreground text-sm">
			<p>
				Say who belongs in: people who did something, so many times, in some time; or people who are
				something. Join conditions with “and”, “or” and “not”. The exact number of people appears as you
				build.
			</p>
			{event && (
				<Button
					variant="outline"
					size="sm"
					className="mt-2 h-auto min-h-7 whitespace-normal py-1 text-left"
					onClick={() =>
						onStart({
							combinator: "and",
							rules: [
								{
									kind: "event",
									field: event.name,
									aggregate: { kind: "count" },
									operator: ">=",
									value: 3,
									window: { kind: "last", amount: 60, unit: "days" },
								},
							],
						})
					}
				>
					Start with “did {event.name} at least 3 times in the last 60 days”
				</Button>
			)}
		</div>
	);
}
