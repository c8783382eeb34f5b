import { TitledCard } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { AsOf, RelativeTime } from "@/components/ui/relative-time";
import type { SyncDetail } from "@/lib/syncs/contracts";
import type { SyncTotals } from "@/lib/syncs/totals";

type Part = { key: keyof SyncTotals; label: string; color: string; hint?: string; isAlwaysShown?: boolean };

/** Everyone who is desired is in one of these. Each has a shade of its own and its words beside it. */
const parts: readonly Part[] = [
	{ key: "delivered", label: "Delivered", color: "bg-primary", isAlwaysShown: true },
	{
		key: "unanswered",
		label: "No answer yet",
		color: "bg-chart-4",
		hint: "Sent; checked again automatically",
		isAlwaysShown: true,
	},
	{ key: "waiting", label: "Waiting to be sent", color: "bg-chart-2", isAlwaysShown: true },
	{
		key: "rejected",
		label: "Rejected",
		color: "bg-destructive",
		hint: "Listed under People, with reasons",
		isAlwaysShown: true,
	},
	{ key: "shared", label: "Shared with someone held out", color: "bg-chart-6", hint: "Not sent" },
	{
		key: "unmapped",
		label: "A field cannot be sent",
		color: "bg-chart-5",
		hint: "Listed under People, with reasons",
	},
	{ key: "noIdentifier", label: "Without an identifier", color: "bg-holdout", hint: "Nothing to send" },
];

/** What became of everyone who is to be at the destination: in people, all as of one instant. */
export function PeopleTotals({ sync, totals }: { sync: SyncDetail; totals: SyncTotals }) {
	const shown = parts.filter(({ key, isAlwaysShown }) => isAlwaysShown || Number(totals[key]) > 0);
	return (
		<TitledCard
			title={`${formatPeople(totals.desired)} to be at ${sync.destination.name}`}
			aria-label="People of this sync"
			description={<AsOf at={totals.at} />}
			contentClassName="grid gap-3"
		>
			<div aria-hidden="true" className="flex h-3 gap-px overflow-hidden rounded-sm bg-muted">
				{shown.map(({ key, color }) => {
					const count = Number(totals[key]);
					return count === 0 ? null : (
						<span
							key={key}
							className={cn("min-w-0.5", color)}
							style={{ width: `${(count / Math.max(1, totals.desired)) * 100}%` }}
						/>
					);
				})}
			</div>
			<dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
				{shown.map(({ key, label, color, hint }) => (
					<Figure key={key} label={label} color={color} count={Number(totals[key])} hint={hint} />
				))}
				<Figure
					label="Leaving"
					color="border border-foreground/50"
					count={totals.leaving}
					hint="Still there, to be removed"
				/>
			</dl>
			{totals.waitingSince && (
				<p className="text-sm">
					{formatPeople(totals.waiting)} {totals.waiting === 1 ? "has" : "have"} been waiting{" "}
					<span className="text-muted-foreground">
						since <RelativeTime at={totals.waitingSince} />
					</span>
					.
				</p>
			)}
		</TitledCard>
	);
}

function Figure({
	label,
	color,
	count,
	hint,
}: {
	label: string;
	color: string;
	count: number;
	hint?: string | undefined;
}) {
	return (
		<div className="min-w-0">
			<dt className="flex items-center gap-1.5 text-muted-foreground text-sm">
				<span aria-hidden="true" className={cn("size-2.5 shrink-0 rounded-xs", color)} />
				{label}
			</dt>
			<dd className="font-semibold text-xl tabular-nums tracking-tight">
				{formatCount(count)}{" "}
				<span className="font-normal text-muted-foreground text-sm">{count === 1 ? "person" : "people"}</span>
			</dd>
			{hint && count > 0 && <dd className="text-muted-foreground text-xs">{hint}</dd>}
		</div>
	);
}
