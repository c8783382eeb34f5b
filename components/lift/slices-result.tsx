import type { ReactNode } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { ForestPlot } from "@/components/lift/forest-plot";
import { formatLevel } from "@/components/lift/format-figures";
import { GroupsTable } from "@/components/lift/groups-table";
import { pText } from "@/components/lift/prepare-forest";
import { prepareGroups, resultText } from "@/components/lift/prepare-groups";
import { formatCount } from "@/components/ui/format-number";
import type { LiftReadOut, SlicesReadOut } from "@/lib/lift/contracts";

/** The results by the values of one trait. */
export function SlicesResult({
	read,
	slices: { rows, sentence, label, trait },
	chooser,
}: {
	read: LiftReadOut;
	slices: SlicesReadOut;
	chooser: ReactNode;
}) {
	const { currency } = read.campaign;
	const model = prepareGroups(rows, read, {
		column: trait,
		correction: "Benjamini–Hochberg",
		title: `Lift in ${label} by ${trait}`,
	});
	return (
		<ChartFrame
			title="Slices (exploratory)"
			asOf={read.asOf}
			summary={model.summary}
			table={model.table}
			fileName="lift-slices"
			controls={chooser}
			footer={`${label} by ${trait} as it was when people were assigned, each slice against its own held-out people. Among many slices some look good by chance: p values are corrected so that of the slices shown no more than ${100 - read.interval.confidence}% are false on average (Benjamini–Hochberg), and each interval is as wide as that asks. Take it as a hint and test it in a campaign of its own; the verdict never depends on it.`}
		>
			<p className="mb-3 max-w-3xl text-pretty font-medium text-sm">{sentence}</p>
			<ForestPlot model={model} />
			<div className="mt-3 border-border border-t pt-1">
				<GroupsTable
					caption={`Results by ${trait}`}
					columns={[trait, "Treated", "Held out", "Difference", "p (corrected)", "Result"]}
					rows={rows.map(({ name, metric, p, adjusted, shown }, index) => [
						name,
						`${formatLevel(metric.treated.mean, { unit: metric.unit, currency })} of ${formatCount(metric.treated.people)}`,
						`${formatLevel(metric.holdout.mean, { unit: metric.unit, currency })} of ${formatCount(metric.holdout.people)}`,
						metric.difference.known ? (model.rows[index]?.difference ?? "") : metric.difference.reason,
						adjusted === null ? "Unknown" : pText(adjusted),
						resultText({ shown, p }),
					])}
				/>
			</div>
		</ChartFrame>
	);
}
