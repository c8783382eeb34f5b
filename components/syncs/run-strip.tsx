import { runLooks } from "@/components/syncs/sync-states";
import { cn } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { pluralText } from "@/lib/kernel/number-text";
import type { RunView } from "@/lib/syncs/contracts";

/** Failed runs are hollow as well as red, so that color is never the only cue. */
const marks: Partial<Record<RunView["status"], string>> = {
	finished: "bg-success",
	failed: "border border-destructive",
};

/**
 * Runs as marks on a timeline, oldest at the left: a gap is a time in which nothing ran. The list below says
 * the same in words, and is what keyboard and screen reader users get.
 */
export function RunStrip({ runs }: { runs: readonly RunView[] }) {
	const timed = runs
		.map((run) => ({ run, at: Date.parse(run.finishedAt ?? run.createdAt) }))
		.sort((one, other) => one.at - other.at);
	const first = timed[0];
	const last = timed.at(-1);
	if (!first || !last || timed.length < 2) return null;
	const span = Math.max(1, last.at - first.at);
	return (
		<div className="grid gap-1">
			<div
				role="img"
				aria-label={`${pluralText(timed.length, "run")} over time: ${statusesText(runs)}`}
				className="relative h-6 rounded-sm bg-muted"
			>
				{timed.map(({ run, at }) => (
					<span
						key={run.id}
						title={runLooks[run.status].word}
						className={cn("absolute inset-y-0.5 w-1.5 rounded-xs", marks[run.status] ?? "bg-holdout")}
						style={{ left: `calc((100% - 0.375rem) * ${((at - first.at) / span).toFixed(4)})` }}
					/>
				))}
			</div>
			<div className="flex justify-between gap-3 text-muted-foreground text-xs">
				<RelativeTime at={new Date(first.at)} />
				<span>{statusesText(runs)}</span>
				<RelativeTime at={new Date(last.at)} />
			</div>
		</div>
	);
}

/** "18 finished, 2 failed", as often as each occurs. */
function statusesText(runs: readonly RunView[]): string {
	const counts = new Map<string, number>();
	for (const { status } of runs) {
		const word = runLooks[status].word.toLowerCase();
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return [...counts]
		.sort(([, one], [, other]) => other - one)
		.map(([word, count]) => `${count} ${word}`)
		.join(", ");
}
