"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { runLooks } from "@/components/syncs/sync-states";
import { cn } from "@/components/ui/class-names";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { pluralText } from "@/lib/kernel/number-text";
import type { RunView } from "@/lib/syncs/contracts";

/** Runs that are drawn. */
const drawn = 30;

/** Identifiers that came and went in a run; null for roles that may not see them. */
function changesOf({ counts }: RunView): { added: number; removed: number } | null {
	return counts ? { added: counts.added + counts.renewed + counts.updated, removed: counts.removed } : null;
}

function textOf(run: RunView): string {
	const changes = changesOf(run);
	const word = runLooks[run.status].word;
	if (!changes) return word;
	return `${word}: ${formatCount(changes.added)} sent, ${formatCount(changes.removed)} removed`;
}

/**
 * The last runs as bars, oldest at the left: what was sent above the line, what was removed below it, failures
 * marked. One stop for the keyboard: arrows move, Enter opens the run. The same as a table below.
 */
export function RunTimeline({ runs, onOpen }: { runs: readonly RunView[]; onOpen: (runId: string) => void }) {
	const shown = runs.slice(0, drawn).reverse();
	const [at, setAt] = useState<string | null>(null);
	const bars = useRef<HTMLDivElement>(null);
	const first = shown[0];
	const last = shown.at(-1);
	if (!first || !last || shown.length < 2) return null;
	const words = statusesText(runs.slice(0, drawn));
	const current = shown.find(({ id }) => id === at) ?? last;
	const most = (which: "added" | "removed") =>
		Math.max(1, ...shown.map((run) => changesOf(run)?.[which] ?? 0));
	const scale = { added: most("added"), removed: most("removed") };
	const move = (event: KeyboardEvent) => {
		const place = shown.indexOf(current);
		const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: shown.length - 1 }[event.key];
		const next = to === undefined ? undefined : shown[to];
		if (!next) return;
		event.preventDefault();
		setAt(next.id);
		bars.current?.querySelector<HTMLElement>(`[data-run="${next.id}"]`)?.focus();
	};
	return (
		<figure className="grid gap-1 rounded-lg border border-border bg-card p-3" aria-label="The last runs">
			<figcaption className="flex flex-wrap justify-between gap-x-4 text-muted-foreground text-xs">
				<span>{words}</span>
				<span className="flex gap-3">
					<Key color="bg-primary">Identifiers sent</Key>
					<Key color="bg-chart-2">removed</Key>
				</span>
			</figcaption>
			<div
				ref={bars}
				role="toolbar"
				aria-label={`${pluralText(shown.length, "run")} over time: ${words}`}
				className="flex h-24 items-stretch gap-px"
				onKeyDown={move}
			>
				{shown.map((run) => (
					<Bar
						key={run.id}
						run={run}
						scale={scale}
						isCurrent={run.id === current.id}
						onFocus={() => setAt(run.id)}
						onOpen={() => onOpen(run.id)}
					/>
				))}
			</div>
			<div className="flex justify-between gap-3 text-muted-foreground text-xs">
				<RelativeTime at={first.finishedAt ?? first.createdAt} />
				<RelativeTime at={last.finishedAt ?? last.createdAt} />
			</div>
			<details>
				<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm">
					As a table
				</summary>
				<RunTable runs={shown.toReversed()} />
			</details>
		</figure>
	);
}

function Bar({
	run,
	scale,
	isCurrent,
	onFocus,
	onOpen,
}: {
	run: RunView;
	scale: { added: number; removed: number };
	isCurrent: boolean;
	onFocus: () => void;
	onOpen: () => void;
}) {
	const changes = changesOf(run) ?? { added: 0, removed: 0 };
	const isFailed = run.status === "failed";
	// What is there is seen, however little beside the largest.
	const height = (count: number, most: number) => (count === 0 ? 0 : Math.max(6, (count / most) * 100));
	return (
		<button
			type="button"
			data-run={run.id}
			tabIndex={isCurrent ? 0 : -1}
			title={textOf(run)}
			aria-label={textOf(run)}
			onFocus={onFocus}
			onClick={onOpen}
			className={cn(
				"grid min-w-0 flex-1 cursor-pointer grid-rows-[3fr_auto_2fr] rounded-xs hover:bg-accent",
				isFailed && "bg-destructive/10",
			)}
		>
			<span className="flex flex-col items-center justify-end">
				{isFailed && (
					<span aria-hidden="true" className="font-semibold text-destructive text-xs leading-4">
						✕
					</span>
				)}
				<span
					className={cn("w-full max-w-3 rounded-t-xs", isFailed ? "bg-primary/40" : "bg-primary")}
					style={{ height: `${height(changes.added, scale.added)}%` }}
				/>
			</span>
			<span className="h-px bg-border" />
			<span className="flex flex-col items-center">
				<span
					className="w-full max-w-3 rounded-b-xs bg-chart-2"
					style={{ height: `${height(changes.removed, scale.removed)}%` }}
				/>
			</span>
		</button>
	);
}

function Key({ color, children }: { color: string; children: string }) {
	return (
		<span className="flex items-center gap-1">
			<span aria-hidden="true" className={cn("size-2 rounded-xs", color)} />
			{children}
		</span>
	);
}

function RunTable({ runs }: { runs: readonly RunView[] }) {
	return (
		<div className="overflow-x-auto">
			<Table>
				<caption className="sr-only">The last runs, newest first</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Ended</TableHead>
						<TableHead>State</TableHead>
						<TableHead className="text-right">Identifiers sent</TableHead>
						<TableHead className="text-right">Removed</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{runs.map((run) => {
						const changes = changesOf(run);
						return (
							<TableRow key={run.id}>
								<TableCell>
									<RelativeTime at={run.finishedAt ?? run.createdAt} />
								</TableCell>
								<TableCell>{runLooks[run.status].word}</TableCell>
								<TableCell className="text-right tabular-nums">
									{changes ? formatCount(changes.added) : "Not shown"}
								</TableCell>
								<TableCell className="text-right tabular-nums">
									{changes ? formatCount(changes.removed) : "Not shown"}
								</TableCell>
							</TableRow>
						);
					})}
				</TableBody>
			</Table>
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
