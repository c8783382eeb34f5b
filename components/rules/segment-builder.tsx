"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { BuilderProvider, type PendingFocus } from "@/components/rules/builder-context";
import { useCanCheckPatterns } from "@/components/rules/pattern-in-browser";
import { PhoneBar } from "@/components/rules/size/phone-bar";
import { SizePanel } from "@/components/rules/size/size-panel";
import { useFindings } from "@/components/rules/size/use-findings";
import { usePreview } from "@/components/rules/size/use-preview";
import { toCatalog, toNames } from "@/components/rules/to-catalog";
import { ConditionGroup } from "@/components/rules/tree/condition-group";
import { ConditionRow } from "@/components/rules/tree/condition-row";
import { RuleTree } from "@/components/rules/tree/rule-tree";
import { useBegunNode } from "@/components/rules/tree/use-begun-node";
import { controlsOf } from "@/components/rules/tree/use-node-actions";
import { useCampaignNames } from "@/components/rules/use-campaign-names";
import type { RuleDraft } from "@/components/rules/use-rule-draft";
import { catalogQueries } from "@/components/segments/api";
import { DraftNotice } from "@/components/shell/drafts/draft-notice";
import { UndoButtons } from "@/components/shell/drafts/undo-buttons";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { type CheckedRule, checkRule } from "@/lib/rules/check/check-rule";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import { fillRole } from "@/lib/segments/adapt-template";

const controls = { rule: ConditionRow, ruleGroup: ConditionGroup };
/** How long all numbers are as of one instant; the next change after that queries again. */
const sessionMs = 5 * 60_000;

export type BuilderProps = {
	draft: RuleDraft;
	/** The one instant of this editing session that all its numbers are as of, until it is five minutes old. */
	openedAt: string;
	/** The segment being changed, if it is not a new one. */
	segmentId?: string;
	isReadOnly?: boolean;
	/** Shown above the rule and passed whether it can be saved. */
	actions?: (checked: CheckedRule) => ReactNode;
	/** Shown in place of the conditions while there are none. */
	start?: (names: CatalogOutput) => ReactNode;
};

/** The rule as sentences, with its exact size beside it. */
export function SegmentBuilder(props: BuilderProps) {
	const names = useQuery(catalogQueries.all());
	if (names.data) return <LoadedBuilder {...props} names={names.data} />;
	if (names.error) return <ErrorNotice error={names.error} onRetry={names.refetch} />;
	return <Skeleton className="h-64" />;
}

function LoadedBuilder({
	draft,
	openedAt,
	segmentId,
	isReadOnly = false,
	actions,
	start,
	names,
}: BuilderProps & { names: CatalogOutput }) {
	const { rule } = draft;
	const [asOf, recount] = useAsOf(openedAt, rule);
	const [focus, setFocus] = useState<PendingFocus | null>(null);
	const [announcement, setAnnouncement] = useState("");
	const announce = useCallback(
		(what: string) => setAnnouncement((before) => (before === what ? `${what} ` : what)),
		[],
	);
	const catalog = useMemo(() => toCatalog(names), [names]);
	const canCheckPatterns = useCanCheckPatterns();
	// biome-ignore lint/correctness/useExhaustiveDependencies: a rule is checked again once its patterns can be.
	const checked = useMemo(
		() => checkRule(rule, catalog, names.timeZone),
		[rule, catalog, names.timeZone, canCheckPatterns],
	);
	const { problems, begin, leave } = useBegunNode(rule, checked);
	const preview = usePreview(checked, rule, asOf);
	const findings = useFindings(preview, segmentId);
	const frame = useRef<HTMLDivElement>(null);
	useUndoKeys(draft, isReadOnly);
	const panel = {
		preview,
		findings,
		rule,
		names: toNames(catalog, useCampaignNames(rule)),
		isUsable: checked.ok,
		isBegun: !checked.ok && problems.length === 0,
		isReadOnly,
		onRecount: recount,
		onFix: draft.change,
		onShow: (path: LintFinding["path"]) => showNode(frame.current, path),
	};

	return (
		<BuilderProvider
			value={{
				names,
				sizes: preview.sizes,
				areCurrent: preview.isCurrent,
				problems,
				isReadOnly,
				focus,
				setFocus,
				begin,
				leave,
				fillRole: (role, name) => draft.change(fillRole(rule, role, name, catalog)),
				announce,
				controls,
			}}
		>
			<div className="grid items-start gap-4 pb-16 lg:grid-cols-[minmax(0,1fr)_20rem] lg:pb-0">
				<div className="grid min-w-0 gap-3" ref={frame}>
					{!isReadOnly && (
						<div className="flex flex-wrap items-center gap-2">
							<UndoButtons draft={draft} />
							<div className="ml-auto flex flex-wrap items-center gap-2">{actions?.(checked)}</div>
						</div>
					)}
					<DraftNotice trouble={draft.trouble} />
					<Card className="p-3">
						<RuleTree label="Conditions" controls={controls} rule={rule} onChange={draft.change} />
					</Card>
					{rule.rules.length === 0 && !isReadOnly && start?.(names)}
				</div>
				<Card className="hidden max-h-[calc(100dvh-5rem)] gap-0 overflow-y-auto p-0 lg:sticky lg:top-16 lg:block">
					<SizePanel {...panel} />
				</Card>
				<PhoneBar {...panel} />
			</div>
			<div aria-live="polite" className="sr-only">
				{announcement}
			</div>
		</BuilderProvider>
	);
}

/**
 * The instant of the session: kept, so that counted conditions are reused, until refreshed or too old at a
 * change.
 */
function useAsOf(openedAt: string, rule: unknown): [string, () => void] {
	const [asOf, setAsOf] = useState(openedAt);
	const recount = useCallback(() => setAsOf(new Date().toISOString()), []);
	useEffect(() => {
		if (rule)
			setAsOf((before) => (Date.now() - Date.parse(before) > sessionMs ? new Date().toISOString() : before));
	}, [rule]);
	return [asOf, recount];
}

/** Brings the condition a finding is about into view and puts the focus into it. */
function showNode(frame: HTMLElement | null, path: LintFinding["path"]): void {
	const indices = path.slice(0, path.findIndex((step) => typeof step === "string") >>> 0);
	const node = frame?.querySelector<HTMLElement>(`[data-node="${indices.join(".")}"]`);
	if (!node) return;
	node.scrollIntoView({ block: "center" });
	controlsOf(node)[0]?.focus();
}
