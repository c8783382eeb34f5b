import type { MetricReadOut } from "@/lib/lift/contracts";

/** The metric of the campaign's goal of this kind that decides, else the first: what was added is of it. */
export function mainMetric(
	metrics: readonly MetricReadOut[],
	kind: MetricReadOut["kind"],
): MetricReadOut | undefined {
	const mine = metrics.filter(
		(metric) => metric.kind === kind && metric.isOfGoal && metric.role !== "guardrail",
	);
	return mine.find((metric) => metric.isPrimary) ?? mine[0];
}
