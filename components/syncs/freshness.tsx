import { TitledCard } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { SyncTotals } from "@/lib/syncs/totals";

/** How old what the destination holds is: from the data over the plan to its answer. */
export function Freshness({ totals, destination }: { totals: SyncTotals; destination: string }) {
	const steps = [
		{ label: "Segment data", at: totals.dataAsOf },
		{ label: "Planned", at: totals.plannedAt },
		{ label: `Last response from ${destination}`, at: totals.deliveredAt },
	];
	return (
		<TitledCard title="How fresh it is" aria-label="How fresh it is" className="h-fit">
			<ol className="grid gap-2 text-sm">
				{steps.map(({ label, at }, index) => (
					<li key={label} className="flex items-baseline justify-between gap-3">
						<span className="flex items-baseline gap-2">
							<span aria-hidden="true" className="text-muted-foreground text-xs tabular-nums">
								{index + 1}
							</span>
							{label}
						</span>
						<span className="text-muted-foreground">{at ? <RelativeTime at={at} /> : "Unknown"}</span>
					</li>
				))}
			</ol>
		</TitledCard>
	);
}
