"use client";

import { RefreshCw } from "lucide-react";
import { SamplePeople } from "@/components/segments/builder/sample-people";
import type { Preview } from "@/components/segments/builder/use-preview";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useMay } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { describeRule } from "@/lib/segments/describe-rule";
import type { SegmentRule } from "@/lib/segments/rule";

/** The exact size of the draft, pinned beside it: never a number of another rule or time without saying so. */
export function SizePanel({
	preview,
	rule,
	isUsable,
	onRecount,
}: {
	preview: Preview;
	rule: SegmentRule;
	/** False while the rule has problems: then there is nothing to count. */
	isUsable: boolean;
	onRecount: () => void;
}) {
	const mayReadPeople = useMay("people.read");
	const { answer, isCurrent, isComputing, error } = preview;
	const isEmpty = rule.rules.length === 0;
	return (
		<Card className="gap-0 overflow-hidden p-0">
			<div className="h-0.5 bg-transparent" aria-hidden="true">
				<div
					className={cn(
						"h-full w-full bg-primary transition-opacity",
						isComputing ? "animate-pulse opacity-100" : "opacity-0",
					)}
				/>
			</div>
			<div className="grid gap-3 p-4" aria-busy={isComputing || undefined}>
				<div className="flex items-center justify-between gap-2">
					<h2 className="font-medium text-muted-foreground text-sm">People who match</h2>
					<Button
						variant="ghost"
						size="icon-sm"
						aria-label="Count as of now"
						title="Count as of now"
						onClick={onRecount}
					>
						<RefreshCw aria-hidden="true" />
					</Button>
				</div>
				{answer && !isEmpty ? (
					<output
						aria-live="polite"
						data-current={isCurrent}
						className={cn("grid gap-2 transition-opacity", !isCurrent && "text-muted-foreground")}
					>
						<span data-testid="segment-size" className="font-semibold text-4xl tabular-nums tracking-tight">
							{formatCount(answer.total)}
						</span>
						<Split answer={answer} />
						<span className="text-muted-foreground text-xs">
							<AsOf at={answer.asOf} />
							{!isCurrent &&
								(isUsable
									? " · of the rule before; counting the new one"
									: " · of the rule before its problems")}
						</span>
					</output>
				) : isEmpty || !isUsable ? (
					<p className="text-muted-foreground text-sm">
						{isEmpty
							? "Add a condition to see how many people it holds for."
							: "Mend what is marked, and the size appears here."}
					</p>
				) : (
					!error && <Skeleton className="h-16" />
				)}
				{error && <ErrorNotice title="The size could not be counted" error={error} onRetry={preview.retry} />}
			</div>
			<div className="border-border border-t p-4">
				<h2 className="mb-1 font-medium text-muted-foreground text-sm">In plain English</h2>
				<p className="text-pretty break-words text-sm">{describeRule(rule)}</p>
			</div>
			{mayReadPeople && isUsable && !isEmpty && answer && answer.total > 0 && (
				<SamplePeople rule={answer.rule} asOf={answer.asOf} isCurrent={isCurrent} />
			)}
		</Card>
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
				{share === null
					? "There is nobody yet"
					: `${formatPercent(share)} of ${formatCount(answer.base)} people`}
			</span>
		</>
	);
}
