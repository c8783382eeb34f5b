import { VersionList } from "@/components/shell/version-list";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { TraitDetail, TraitRun } from "@/lib/traits/contracts";

const outcomes: Record<TraitRun["status"], { label: string; tone: StatusTone }> = {
	finished: { label: "Finished", tone: "good" },
	running: { label: "Running", tone: "busy" },
	failed: { label: "Failed", tone: "bad" },
};

/** Every version of the definition, and the last computations for everyone. */
export function HistoryCards({ versions, runs }: Pick<TraitDetail, "versions" | "runs">) {
	return (
		<>
			<Card className="grid gap-3 p-4">
				<h2 className="font-semibold text-sm">Versions</h2>
				<VersionList versions={versions} say={({ says }) => says} />
			</Card>
			{runs.length > 0 && (
				<Card className="grid gap-3 overflow-hidden p-0 pt-4">
					<h2 className="px-4 font-semibold text-sm">Full recalculations</h2>
					<Table>
						<caption className="sr-only">Full recalculations, newest first</caption>
						<TableHeader>
							<TableRow>
								<TableHead>When</TableHead>
								<TableHead>Outcome</TableHead>
								<TableHead className="text-right">With a value</TableHead>
								<TableHead className="text-right">Changed</TableHead>
								<TableHead className="text-right max-sm:hidden">Removed</TableHead>
								<TableHead className="text-right max-sm:hidden">Took</TableHead>
							</TableRow>
						</TableHeader>
						<TableBody>
							{runs.map((run) => (
								<RunRow key={run.id} run={run} />
							))}
						</TableBody>
					</Table>
				</Card>
			)}
		</>
	);
}

function RunRow({ run }: { run: TraitRun }) {
	const { label, tone } = outcomes[run.status];
	const number = (value: TraitRun["people"]) => (value === null ? "–" : formatCount(value));
	return (
		<TableRow>
			<TableCell>
				<RelativeTime at={run.asOf} />
				{run.isBackfill && (
					<Badge variant="outline" className="ml-2 max-sm:hidden">
						first of version {run.version}
					</Badge>
				)}
			</TableCell>
			<TableCell>
				<StatusBadge tone={tone}>{label}</StatusBadge>
				{run.error && <span className="mt-1 block max-w-md text-muted-foreground text-xs">{run.error}</span>}
			</TableCell>
			<TableCell className="text-right tabular-nums">{number(run.people)}</TableCell>
			<TableCell className="text-right tabular-nums">{number(run.changed)}</TableCell>
			<TableCell className="text-right tabular-nums max-sm:hidden">{number(run.cleared)}</TableCell>
			<TableCell className="text-right tabular-nums max-sm:hidden">
				{run.finishedAt ? formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : "–"}
			</TableCell>
		</TableRow>
	);
}
