"use client";

import { useQuery } from "@tanstack/react-query";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { workspaceQueries } from "@/components/workspaces/api";
import { SettingsFrame } from "@/components/workspaces/settings-frame";
import type { JobsHealth } from "@/lib/workspaces/api";
import { jobTitle } from "@/lib/workspaces/job-words";

const queueNames = { postgres: "the queue in Postgres", "trigger.dev": "Trigger.dev" };

/** Which queue runs the jobs, whether it is working, and when each job last ran. */
export function JobsPage() {
	const { data, error, refetch } = useQuery(workspaceQueries.jobs());
	return (
		<SettingsFrame
			title="Background jobs"
			description="What keeps segments fresh, delivers to destinations and imports files, for all workspaces of this installation."
		>
			{data ? (
				<>
					<QueueState health={data} />
					<JobTable jobs={data.jobs} />
				</>
			) : error ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : (
				<TableSkeleton columns={3} />
			)}
		</SettingsFrame>
	);
}

function QueueState({ health }: { health: JobsHealth }) {
	const { queue, problem, isRunning, lastStartedAt } = health;
	return (
		<>
			{problem && (
				<Alert variant={isRunning ? "warning" : "destructive"}>
					<AlertTitle>{isRunning ? "Some jobs are failing" : "Jobs are not running"}</AlertTitle>
					<AlertDescription>{problem}</AlertDescription>
				</Alert>
			)}
			<p className="text-muted-foreground text-sm">
				{queue ? `Jobs run on ${queueNames[queue]}.` : "No worker has been seen yet."}
				{lastStartedAt && (
					<>
						{" "}
						The last one started <RelativeTime at={lastStartedAt} />.
					</>
				)}
			</p>
		</>
	);
}

function JobTable({ jobs }: { jobs: JobsHealth["jobs"] }) {
	if (jobs.length === 0) {
		return (
			<Card>
				<EmptyState title="No job has run yet" description="Jobs appear here when they first run." />
			</Card>
		);
	}
	return (
		<Card className="overflow-hidden">
			<Table>
				<caption className="sr-only">Background jobs</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Job</TableHead>
						<TableHead>Last started</TableHead>
						<TableHead>Last result</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{jobs.map((job) => (
						<TableRow key={job.job}>
							<TableCell>
								<p>{jobTitle(job.job)}</p>
								<p className="break-all font-mono text-muted-foreground text-xs">{job.job}</p>
							</TableCell>
							<TableCell>{job.lastStartedAt ? <RelativeTime at={job.lastStartedAt} /> : "Never"}</TableCell>
							<TableCell>{howItWent(job)}</TableCell>
						</TableRow>
					))}
				</TableBody>
			</Table>
		</Card>
	);
}

function howItWent({ failures, lastEndedAt }: JobsHealth["jobs"][number]): string {
	if (failures === 1) return "Failed last time";
	if (failures > 1) return `Failed ${failures} times in a row`;
	return lastEndedAt ? "Succeeded" : "Running";
}
