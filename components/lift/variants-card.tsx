"use client";

import { ChartFrame } from "@/components/chart/chart-frame";
import { ForestPlot } from "@/components/lift/forest-plot";
import { formatLevel } from "@/components/lift/format-figures";
import { GroupsTable } from "@/components/lift/groups-table";
import { pText } from "@/components/lift/prepare-forest";
import { prepareGroups, resultText, toPairTable } from "@/components/lift/prepare-groups";
import { formatCount } from "@/components/ui/format-number";
import type { LiftReadOut, VariantsReadOut } from "@/lib/lift/contracts";

/** What may be said of a campaign's variants: each against the people held out, and against each other. */
export function VariantsCard({ read, variants }: { read: LiftReadOut; variants: VariantsReadOut }) {
	const { rows, best, winner, sentence, label } = variants;
	const { confidence } = read.interval;
	const { currency } = read.campaign;
	const model = prepareGroups(rows, read, {
		column: "Variant",
		correction: "Holm",
		title: `Lift of each variant in ${label}`,
	});
	const known = rows.filter(({ metric }) => metric.difference.known).length;
	const pairColumns = ["Variants", "Difference", "p (Holm)", "Result"];
	return (
		<ChartFrame
			title="Variants"
			asOf={read.asOf}
			summary={model.summary}
			table={model.table}
			fileName="lift-variants"
			footer={`${label} of each variant’s treated people against everyone held out. With several variants the luckiest looks better than it is: p values are corrected for their number (Holm), and each interval is as wide as that correction asks at ${confidence}% confidence, so that both decide alike. Never adjusted for earlier behavior.`}
		>
			<p className="mb-3 max-w-3xl text-pretty font-medium text-sm">{sentence}</p>
			<ForestPlot model={model} />
			<div className="mt-3 border-border border-t pt-1">
				<GroupsTable
					caption="Variants against the people held out"
					columns={["Variant", "People", label, "Difference from the holdout", "p (Holm)", "Result"]}
					nameOf={(name, index) => (
						<>
							{name}
							{rows[index]?.key === best && winner === null && (
								<div className="font-normal text-muted-foreground text-xs">
									Best of {formatCount(known)}, so likely less than it looks
								</div>
							)}
						</>
					)}
					rows={rows.map(({ name, metric, p, adjusted, shown }, index) => [
						name,
						formatCount(metric.treated.people),
						formatLevel(metric.treated.mean, { unit: metric.unit, currency }),
						metric.difference.known ? (model.rows[index]?.difference ?? "") : metric.difference.reason,
						adjusted === null ? "Unknown" : pText(adjusted),
						resultText({ shown, p }),
					])}
				/>
			</div>
			<details className="mt-3 text-sm">
				<summary className="min-h-6 cursor-pointer text-primary">Variants against each other</summary>
				<GroupsTable
					caption="Each two variants compared"
					columns={pairColumns}
					rows={toPairTable(variants, currency)}
				/>
			</details>
		</ChartFrame>
	);
}
