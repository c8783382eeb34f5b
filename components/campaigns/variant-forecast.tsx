import { pointsText } from "@/components/campaigns/forecast-text";
import type { ShareForecast } from "@/lib/lift/forecast-contracts";

/** How much variants must differ for it to show. */
export function VariantForecast({
	variants,
	hasHoldout,
}: {
	variants: NonNullable<ShareForecast["variants"]>;
	hasHoldout: boolean;
}) {
	const rows = [
		...(hasHoldout ? ([["Each variant against the holdout", variants.againstHoldout]] as const) : []),
		["Two variants against each other", variants.betweenTwo],
	] as const;
	return (
		<div className="grid gap-1">
			<dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 tabular-nums">
				{rows.map(([label, least]) => (
					<div key={label} className="contents">
						<dt className="text-muted-foreground">{label}</dt>
						<dd className="text-right">
							{least === null ? "too few people" : `${pointsText(least)} or more`}
						</dd>
					</div>
				))}
			</dl>
			<p className="text-pretty text-muted-foreground">
				Corrected for the number of comparisons (Holm), for the smallest variants.
			</p>
		</div>
	);
}
