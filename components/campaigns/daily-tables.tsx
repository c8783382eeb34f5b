"use client";

import { useState } from "react";
import { useSetDaily, useUndoDaily } from "@/components/campaigns/daily-queries";
import { figuresText, formatMeasure, measureLabels } from "@/components/campaigns/daily-words";
import { apiPath } from "@/components/shell/call-api";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format-number";
import { formatStoredDate } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { toast } from "@/components/ui/toast";
import type { DailyFiguresView, DailyReport } from "@/lib/campaigns/daily/contracts";
import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { type DailyKind, measuresOf } from "@/lib/campaigns/daily/daily-figures";

type Props = { campaignId: string; kind: DailyKind; view: DailyFiguresView; mayWrite: boolean };

const FIRST_SHOWN = 7;

/** The days in force, newest first; each can be taken away. */
export function DailyDays({ campaignId, kind, view, mayWrite }: Props) {
	const [isWhole, setWhole] = useState(false);
	const set = useSetDaily();
	if (view.days.length === 0) return null;
	const shown = isWhole ? view.days : view.days.slice(0, FIRST_SHOWN);
	const remove = (source: string, day: string) =>
		set.mutate(
			{ params: { campaignId, kind }, body: { source, days: [{ day, figures: null }] } },
			{
				onSuccess: () => toast.success(`${formatStoredDate(day)} is removed`),
				onError: (failure) => showError("The day was not removed", failure),
			},
		);
	return (
		<div className="grid gap-2">
			<Table>
				<caption className="sr-only">Figures per day, newest first</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Day</TableHead>
						{kind === "platform" && <TableHead>Platform</TableHead>}
						{measuresOf[kind].map((measure) => (
							<TableHead key={measure} className="whitespace-normal text-right">
								{measureLabels[measure]}
							</TableHead>
						))}
						{mayWrite && (
							<TableHead>
								<span className="sr-only">Remove</span>
							</TableHead>
						)}
					</TableRow>
				</TableHeader>
				<TableBody>
					{shown.map(({ source, day, figures }) => (
						<TableRow key={`${day} ${source}`}>
							<TableCell className="whitespace-nowrap">{formatStoredDate(day)}</TableCell>
							{kind === "platform" && <TableCell>{source}</TableCell>}
							{measuresOf[kind].map((measure) => (
								<TableCell key={measure} className="text-right tabular-nums">
									{formatMeasure(measure, figures[measure], view.currency)}
								</TableCell>
							))}
							{mayWrite && (
								<TableCell className="py-0 text-right">
									<Button
										variant="ghost"
										size="sm"
										disabled={set.isPending}
										aria-label={`Remove ${formatStoredDate(day)}${source ? `, ${source}` : ""}`}
										onClick={() => remove(source, day)}
									>
										Remove
									</Button>
								</TableCell>
							)}
						</TableRow>
					))}
				</TableBody>
			</Table>
			{view.days.length > shown.length && (
				<Button variant="outline" size="sm" className="w-fit" onClick={() => setWhole(true)}>
					Show all {formatCount(view.days.length)} days
				</Button>
			)}
		</div>
	);
}

/** The files and typed figures the days come from: who, when, what they changed, and how to take them back. */
export function DailyReports({ campaignId, kind, view, mayWrite }: Props) {
	const undo = useUndoDaily();
	if (view.reports.length === 0) return null;
	const takeBack = (report: DailyReport) =>
		undo.mutate(
			{ params: { campaignId, kind, reportId: report.id } },
			{
				onSuccess: () => toast.success("Undone: its days are as the other files have them"),
				onError: (failure) => showError("Not undone", failure),
			},
		);
	return (
		<details className="text-sm">
			<summary className="min-h-6 cursor-pointer text-primary">
				Files and changes ({formatCount(view.reports.length)})
			</summary>
			<ul className="mt-2 grid gap-3">
				{view.reports.map((report) => (
					<li key={report.id} className="grid gap-0.5 border-t pt-3 first:border-t-0 first:pt-0">
						<div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
							<span className="wrap-anywhere font-medium">
								{report.fileName ?? "Typed"}
								{report.source && `, ${report.source}`}
							</span>
							{report.undoneAt ? (
								<span className="text-muted-foreground">
									Undone by {report.undoneBy} <RelativeTime at={report.undoneAt} />
								</span>
							) : (
								mayWrite && (
									<Button
										variant="outline"
										size="sm"
										disabled={undo.isPending}
										aria-label={`Undo ${report.fileName ?? "what was typed"}`}
										onClick={() => takeBack(report)}
									>
										Undo
									</Button>
								)
							)}
						</div>
						<p className="text-muted-foreground">
							{report.by}, <RelativeTime at={report.at} />. {changesText(report, kind, view.currency)}{" "}
							<Refused campaignId={campaignId} kind={kind} report={report} />
						</p>
					</li>
				))}
			</ul>
		</details>
	);
}

const NAMED = 3;

/** "3 Nov 2026: $130.00 to $131.00" for days that had figures before, and how many are new. */
function changesText({ days, changed, changes }: DailyReport, kind: DailyKind, currency: string): string {
	if (changed === 0) return "Changed nothing.";
	const revised = changes.filter(({ before }) => before !== null);
	const added = changed === changes.length ? changed - revised.length : null;
	const named = revised
		.slice(0, NAMED)
		.map(
			({ day, before, after }) =>
				`${formatStoredDate(day)} from ${figuresText(kind, before, currency)} to ${figuresText(kind, after, currency)}`,
		);
	const parts = [
		...(added === null ? [`${formatCount(changed)} of ${formatCount(days)} days changed`] : []),
		...(added !== null && added > 0 ? [`${formatCount(added)} ${added === 1 ? "day" : "days"} added`] : []),
		...(named.length > 0 ? [`changed ${named.join("; ")}`] : []),
		...(revised.length > NAMED ? [`and ${revised.length - NAMED} more`] : []),
	].join(", ");
	return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`;
}

function Refused({ campaignId, kind, report }: { campaignId: string; kind: DailyKind; report: DailyReport }) {
	const workspace = useWorkspaceSlug();
	const mayDownload = useCan("data.read");
	if (report.refused === 0) return null;
	const text = `${formatCount(report.refused)} ${report.refused === 1 ? "row" : "rows"} not counted`;
	if (!mayDownload) return <>{text}.</>;
	const href = apiPath(dailyApi.refused, {
		params: { campaignId, kind, reportId: report.id },
		query: { workspace },
	});
	return (
		<a href={href} download="" className="text-primary underline-offset-4 hover:underline">
			{text}: download
		</a>
	);
}
