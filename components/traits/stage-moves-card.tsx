"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { movesDays, traitsQueries } from "@/components/traits/api";
import { Card } from "@/components/ui/card";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { AsOf, RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { StageMoves, TraitDetail } from "@/lib/traits/contracts";

const noStage = "no stage";

/** The current lifecycle: how many people are in each stage, how many entered and left, and every move. */
export function StageMovesCard({ trait }: { trait: TraitDetail }) {
	const query = useQuery(traitsQueries.moves(trait.id, trait.asOf));
	return (
		<Card className="grid gap-4 p-4">
			<div className="flex flex-wrap items-baseline justify-between gap-2">
				<h2 className="font-semibold text-sm">Stages and moves in the last {movesDays} days</h2>
				{query.data && <AsOf at={query.data.asOf} className="text-muted-foreground text-xs" />}
			</div>
			{query.error && !query.data ? (
				<ErrorNotice error={query.error} onRetry={query.refetch} />
			) : query.data ? (
				<>
					<Stages stages={query.data.stages} />
					<Moves moves={query.data.moves} />
				</>
			) : (
				<Skeleton style={{ height: likelyHeight(trait) }} />
			)}
		</Card>
	);
}

/** A bar for each stage and one for no stage, and about two moves from each. */
function likelyHeight({ definition }: TraitDetail): number {
	const stages = definition.kind === "stage" ? definition.stages.length : 0;
	return 40 * (stages + 1) + 82 * stages;
}

function Stages({ stages }: Pick<StageMoves, "stages">) {
	const total = stages.reduce((sum, { people }) => sum + people, 0);
	const most = Math.max(1, ...stages.map(({ people }) => people));
	return (
		<ol className="grid gap-2">
			{stages.map(({ stage, people, entered, left }) => (
				<li key={stage ?? ""} className="grid gap-1 text-sm">
					<span className="flex flex-wrap justify-between gap-x-4">
						<span className={stage === null ? "text-muted-foreground" : "font-medium"}>
							{stage ?? "No stage"}
						</span>
						<span className="flex gap-3 text-muted-foreground tabular-nums">
							<span className="text-foreground">{formatCount(people)}</span>
							<span>{total === 0 ? "–" : formatPercent(people / total)}</span>
							<span>+{formatCount(entered)} entered</span>
							<span>−{formatCount(left)} left</span>
						</span>
					</span>
					<span aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-muted">
						<span
							className={
								stage === null
									? "block h-full bg-muted-foreground/40"
									: "block h-full rounded-full bg-chart-1"
							}
							style={{ width: `${(people / most) * 100}%` }}
						/>
					</span>
				</li>
			))}
		</ol>
	);
}

function Moves({ moves }: Pick<StageMoves, "moves">) {
	if (moves.length === 0) {
		return (
			<p className="text-muted-foreground text-sm">
				No one has moved since the stages were first computed. What a new version of the rules changes is not
				counted as a move.
			</p>
		);
	}
	return (
		<Table>
			<caption className="sr-only">Moves between stages, most frequent first</caption>
			<TableHeader>
				<TableRow>
					<TableHead>Move</TableHead>
					<TableHead className="text-right">Times</TableHead>
					<TableHead className="text-right">Latest</TableHead>
				</TableRow>
			</TableHeader>
			<TableBody>
				{moves.map(({ from, to, times, lastAt }) => (
					<TableRow key={`${from} ${to}`}>
						<TableCell>
							<span className="inline-flex flex-wrap items-center gap-1.5">
								{from ?? noStage}
								<ArrowRight aria-label="to" className="size-3.5 text-muted-foreground" />
								{to ?? noStage}
							</span>
						</TableCell>
						<TableCell className="text-right tabular-nums">{formatCount(times)}</TableCell>
						<TableCell className="whitespace-nowrap text-right text-muted-foreground">
							<RelativeTime at={lastAt} />
						</TableCell>
					</TableRow>
				))}
			</TableBody>
		</Table>
	);
}
