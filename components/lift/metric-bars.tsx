import { ArmBars } from "@/components/chart/arm-bars";
import { formatLevel } from "@/components/lift/format-figures";
import type { MetricReadOut } from "@/lib/lift/contracts";

type Measured = { metric: MetricReadOut; currency: string };

/** A metric of the treated beside that of the held-out group. */
export function MetricBars({ metric, currency }: Measured) {
	return (
		<ArmBars
			treated={metric.treated}
			holdout={metric.holdout}
			format={(value) => formatLevel(value, { unit: metric.unit, currency })}
		/>
	);
}

/** The same under its name. */
export function NamedMetricBars({ metric, currency, confidence }: Measured & { confidence: number }) {
	return (
		<>
			<p className="text-muted-foreground text-sm">
				{metric.label}
				{metric.treated.low !== null || metric.holdout.low !== null ? `, with ${confidence}% intervals` : ""}
			</p>
			<MetricBars metric={metric} currency={currency} />
		</>
	);
}
