"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarDays } from "lucide-react";
import Link from "next/link";
import { campaignsQueries } from "@/components/campaigns/api";
import { campaignStates } from "@/components/campaigns/campaign-states";
import { CampaignsNav } from "@/components/campaigns/campaigns-nav";
import { type CalendarRow, prepareCalendar } from "@/components/campaigns/prepare-calendar";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Card, CardContent } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { formatDate } from "@/components/ui/format-time";
import { PageHeader } from "@/components/ui/page-header";
import { pluralText } from "@/lib/kernel/number-text";

/** When campaigns run, as bars over weeks. `now`: when the page was served, so that both renderings are one. */
export function CalendarPage({ now }: { now: number }) {
	const slug = useWorkspaceSlug();
	const { timeZone } = useWorkspace();
	const { data, error, refetch } = useQuery(campaignsQueries.list());
	const calendar = data && prepareCalendar(data.items, now);
	return (
		<>
			<PageHeader title="Campaigns" description="When each campaign runs, and until when it is measured." />
			<CampaignsNav current="calendar" />
			{error && !data ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : !calendar ? null : calendar.rows.length === 0 ? (
				<EmptyState
					icon={CalendarDays}
					title="Nothing to show yet"
					description="Campaigns appear here once they are scheduled or launched."
				/>
			) : (
				<Card>
					<CardContent>
						<Weeks weeks={calendar.weeks} timeZone="UTC" />
						<ol className="relative grid gap-1 pt-1 pb-2">
							<li
								aria-hidden="true"
								className="absolute inset-y-0 w-px bg-foreground/40"
								style={{ left: `${calendar.today}%` }}
							/>
							{calendar.rows.map((row) => (
								<li key={row.id}>
									<Link
										href={`/${slug}/campaigns/${row.id}`}
										className="group block rounded-sm py-1 hover:bg-muted/50"
									>
										<Bar row={row} text={barText(row, timeZone)} />
									</Link>
								</li>
							))}
						</ol>
						<Legend />
						{calendar.earlier > 0 && (
							<p className="mt-2 text-muted-foreground text-sm">
								{pluralText(calendar.earlier, "campaign", "campaigns")} ended earlier.
							</p>
						)}
					</CardContent>
				</Card>
			)}
		</>
	);
}

/** The Mondays, as many as there is room for: on a phone every other one of them. */
function Weeks({ weeks, timeZone }: { weeks: readonly { at: number; left: number }[]; timeZone: string }) {
	const every = Math.ceil(weeks.length / 9);
	return (
		<div className="relative h-6 border-border border-b text-muted-foreground text-xs" aria-hidden="true">
			{weeks.map(({ at, left }, index) => (
				<span
					key={at}
					className={cn("absolute inset-y-0 border-border/60 border-l", index % every === 0 && "pl-1")}
					style={{ left: `${left}%` }}
				>
					{index % every === 0 && (
						<span className={cn("whitespace-nowrap", index % (2 * every) !== 0 && "max-sm:hidden")}>
							{shortDay(at, timeZone)}
						</span>
					)}
				</span>
			))}
		</div>
	);
}

function shortDay(at: number, timeZone: string): string {
	return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone }).format(at);
}

const bars: Record<CalendarRow["state"], string> = {
	draft: "bg-muted-foreground/40",
	scheduled: "border border-treated border-dashed bg-treated/10",
	running: "bg-treated",
	measuring: "bg-treated/60",
	ended: "bg-muted-foreground/40",
	imported: "bg-muted-foreground/40",
};

function Bar({ row, text }: { row: CalendarRow; text: string }) {
	return (
		<>
			<span
				className="flex items-baseline gap-2 text-sm"
				// Room for a name, also on a phone.
				style={{ paddingLeft: `max(0px, min(${row.left}%, 100% - 16rem))` }}
			>
				<span className="truncate font-medium group-hover:underline">{row.name}</span>
				<span className="shrink-0 text-muted-foreground text-xs">{campaignStates[row.state].word}</span>
			</span>
			<span className="relative mt-0.5 block h-3" title={text}>
				<span
					className={cn("absolute inset-y-0 rounded-sm", bars[row.state], row.isOpen && "rounded-r-none")}
					style={{ left: `${row.left}%`, width: `max(${row.width}%, 3px)` }}
				/>
				{row.tail > 0 && (
					<span
						className="absolute inset-y-1 rounded-r-sm bg-muted-foreground/25"
						style={{ left: `${row.left + row.width}%`, width: `${row.tail}%` }}
					/>
				)}
			</span>
			<span className="sr-only">{text}</span>
		</>
	);
}

function barText(row: CalendarRow, timeZone: string): string {
	const day = (at: number) => formatDate(new Date(at), timeZone);
	const starts = row.state === "scheduled" ? "Starts" : "Started";
	if (row.endsAt === null || row.countedUntil === null) return `${starts} ${day(row.startsAt)}, no end set.`;
	return `${starts} ${day(row.startsAt)}, ends ${day(row.endsAt)}, conversions counted until ${day(row.countedUntil)}.`;
}

function Legend() {
	const items = [
		["Running", bars.running],
		["Scheduled", bars.scheduled],
		["Ended", bars.ended],
		["Conversions counted", "h-1 bg-muted-foreground/25"],
	] as const;
	return (
		<ul className="flex flex-wrap gap-x-4 gap-y-1 border-border border-t pt-3 text-muted-foreground text-xs">
			{items.map(([label, look]) => (
				<li key={label} className="inline-flex items-center gap-1.5">
					<span className={cn("h-3 w-5 rounded-sm", look)} aria-hidden="true" />
					{label}
				</li>
			))}
			<li className="inline-flex items-center gap-1.5">
				<span className="h-3 w-px bg-foreground/40" aria-hidden="true" />
				Today
			</li>
		</ul>
	);
}
