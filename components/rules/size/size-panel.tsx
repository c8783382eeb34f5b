"use client";

import { RefreshCw } from "lucide-react";
import type { DropStep } from "@/components/chart/drop-bars";
import { DropOut } from "@/components/rules/size/drop-out";
import { Findings } from "@/components/rules/size/findings";
import { SamplePeople } from "@/components/rules/size/sample-people";
import type { CurrentFindings } from "@/components/rules/size/use-findings";
import type { Preview } from "@/components/rules/size/use-preview";
import { ReachOfRule } from "@/components/segments/reach-of-rule";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { UpdateBar } from "@/components/ui/updating";
import { describeLeaf, describeRule } from "@/lib/rules/describe/describe-rule";
import type { Names } from "@/lib/rules/leaf-kind";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import type { RuleNode, SegmentRule } from "@/lib/rules/rule";

export type SizePanelProps = {
	preview: Preview;
	findings: CurrentFindings;
	rule: SegmentRule;
	names: Names;
	/** False while the rule has problems: then there is nothing to count. */
	isUsable: boolean;
	/** True when only the condition being added is incomplete: nothing is marked yet. */
	isBegun: boolean;
	isReadOnly: boolean;
	onRecount: () => void;
	onFix: (rule: SegmentRule) => void;
	onShow: (path: LintFinding["path"]) => void;
};

/** The exact size of the draft, pinned beside it: never silently the number of another rule or time. */
export function SizePanel(props: SizePanelProps) {
	const { preview, findings, rule, names, isUsable, isBegun, isReadOnly, onRecount, onFix, onShow } = props;
	const mayReadPeople = useCan("people.read");
	const { answer, isCurrent, isComputing, error } = preview;
	const isEmpty = rule.rules.length === 0;
	const steps = answer && !isEmpty ? dropSteps(answer, names) : [];
	return (
		<>
			<UpdateBar isUpdating={isComputing} />
			<div className="grid gap-3 p-4" aria-busy={isComputing || undefined}>
				<h2 className="font-medium text-muted-foreground text-sm">People who match</h2>
				{answer && !isEmpty ? (
					<>
						<output
							aria-live="polite"
							data-current={isCurrent}
							className={cn("grid gap-2 transition-colors", !isCurrent && "text-muted-foreground")}
						>
							<span data-testid="segment-size" className="font-semibold text-4xl tabular-nums tracking-tight">
								{formatCount(answer.total)}
							</span>
							<Split answer={answer} />
						</output>
						<span className="flex min-h-7 flex-wrap items-center gap-x-1 text-muted-foreground text-xs">
							<button
								type="button"
								title="Count as of now"
								onClick={onRecount}
								className="-mx-1 inline-flex h-7 cursor-pointer items-center gap-1 rounded-md px-1 hover:bg-accent hover:text-foreground"
							>
								<AsOf at={answer.asOf} />
								<RefreshCw aria-hidden="true" className="size-3" />
								<span className="sr-only">Count as of now</span>
							</button>
							{!isCurrent && (isUsable ? "· Updating…" : "· Last valid count")}
						</span>
					</>
				) : !preview.mayAsk ? (
					<p className="text-muted-foreground text-sm">
						Only roles that may see people see the size of a rule as it is edited.
					</p>
				) : isEmpty || !isUsable ? (
					<p className="text-muted-foreground text-sm">
						{isEmpty
							? "Add a condition to see how many people match."
							: isBegun
								? "Complete the condition to see its size."
								: "Complete the highlighted fields to see the size."}
					</p>
				) : (
					// As tall as what replaces it.
					!error && <Skeleton className="h-37.5" />
				)}
				{error && <ErrorNotice title="The size could not be counted" error={error} onRetry={preview.retry} />}
			</div>
			{!isEmpty && isUsable && (
				<div className="contents" aria-busy={findings.areOnTheirWay || undefined}>
					<Findings
						findings={findings.findings}
						isCurrent={findings.areCurrent}
						isReadOnly={isReadOnly}
						onFix={onFix}
						onShow={onShow}
					/>
				</div>
			)}
			{!answer && preview.mayAsk && isUsable && !error && rule.rules.length > 1 && (
				<div className="border-border border-t p-4">
					<Skeleton style={{ height: 58 + 60 * rule.rules.length }} />
				</div>
			)}
			{answer && steps.length > 1 && <DropOut base={answer.base} steps={steps} isCurrent={isCurrent} />}
			<section aria-label="The rule in words" className="border-border border-t p-4">
				<h2 className="mb-1 font-medium text-muted-foreground text-sm">In plain English</h2>
				<p className="text-pretty break-words text-sm">{describeRule(rule, names)}</p>
			</section>
			{isUsable && !isEmpty && answer && answer.total > 0 && <ReachOfRule rule={answer.rule} />}
			{mayReadPeople && isUsable && !isEmpty && answer && answer.total > 0 && (
				<SamplePeople rule={answer.rule} asOf={answer.asOf} isCurrent={isCurrent} />
			)}
		</>
	);
}

function Split({ answer }: { answer: NonNullable<Preview["answer"]> }) {
	const share = answer.base === 0 ? null : answer.total / answer.base;
	const knownShare = answer.total === 0 ? 0 : (answer.known / answer.total) * 100;
	return (
		<>
			<span className="flex h-1.5 overflow-hidden rounded-full bg-holdout/40" aria-hidden="true">
				<span className="bg-primary" style={{ width: `${knownShare}%` }} />
			</span>
			<span className="text-sm">
				{formatCount(answer.known)} known · {formatCount(answer.anonymous)} anonymous
			</span>
			<span className="text-muted-foreground text-sm">
				{share === null ? "No people yet" : `${formatPercent(share)} of ${formatCount(answer.base)} people`}
			</span>
		</>
	);
}

/**
 * The conditions of the outermost group with how many are left after each, in words that make sense alone.
 */
function dropSteps({ rule, steps = [] }: NonNullable<Preview["answer"]>, names: Names): DropStep[] {
	return steps.flatMap(({ path, left }) => {
		const node = path.length === 1 ? rule.rules[path[0] ?? -1] : undefined;
		return node ? [{ key: node.id ?? path.join("."), label: standAlone(nodeText(node, names)), left }] : [];
	});
}

/** "who opened a message" continues a sentence; "Opened a message" begins one. */
function standAlone(words: string): string {
	const bare = words.replace(/^who /, "");
	return bare.charAt(0).toUpperCase() + bare.slice(1);
}

function nodeText(node: RuleNode, names: Names): string {
	if (node.kind !== undefined) return describeLeaf(node, names);
	if (node.label) return node.label;
	return describeRule({ combinator: "and", rules: [node] }, names).replace(/^People |\.$/g, "");
}
