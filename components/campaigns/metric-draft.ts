import type { campaignsApi } from "@/lib/campaigns/api";
import {
	goalMetric,
	maxOtherMetrics,
	metricRole,
	type OtherMetric,
	type OtherMetricKind,
	otherMetricInput,
	otherMetricsInput,
} from "@/lib/campaigns/metrics";
import type { ContractInput } from "@/lib/kernel/api-contract";

/** A metric besides those of the goal, as chosen so far. */
export interface MetricDraft {
	name: string;
	kind: string;
	event: string;
	property: string;
	perEvent: string;
	perBy: string;
	role: string;
	better: string;
}

/** A new one; of a guardrail usually less is better. */
export function blankMetric(role: "secondary" | "guardrail"): MetricDraft {
	return {
		name: "",
		kind: "conversion",
		event: "",
		property: "",
		perEvent: "",
		perBy: "times",
		role,
		better: role === "guardrail" ? "down" : "up",
	};
}

export const kindWords: Record<OtherMetricKind, string> = {
	conversion: "Share of people",
	count: "Times per person",
	value: "Sum per person",
	ratio: "Ratio",
};

export const goalWords = {
	conversion: "Share of people who reach the goal",
	value: "Revenue per person",
	count: "Conversions per person",
} as const;

export const roleWords = { primary: "Primary", secondary: "Secondary", guardrail: "Guardrail" } as const;

type Metrics = NonNullable<ContractInput<typeof campaignsApi.create>["body"]["metrics"]>;

/** The metrics to send, or what is wrong with the first that is not complete. */
export function readMetrics(
	drafts: readonly MetricDraft[],
): { value: Metrics; problem?: undefined } | { value?: undefined; problem: string } {
	const value: OtherMetric[] = [];
	for (const [index, draft] of drafts.entries()) {
		const isRatio = draft.kind === "ratio";
		const hasNumber = isRatio || draft.kind === "value";
		const read = otherMetricInput.safeParse({
			name: draft.name.trim(),
			kind: draft.kind,
			event: draft.event,
			property: hasNumber && draft.property !== "" ? draft.property : null,
			per: isRatio && draft.perEvent !== "" ? { event: draft.perEvent, by: draft.perBy } : null,
			role: draft.role,
			better: draft.better,
		});
		if (!read.success)
			return {
				problem: `${draft.name.trim() || `Metric ${index + 1}`}: ${read.error.issues[0]?.message ?? "not complete."}`,
			};
		value.push(read.data);
	}
	const all = otherMetricsInput.safeParse(value);
	return all.success ? { value: all.data } : { problem: all.error.issues[0]?.message ?? "" };
}

/** Whether a kept value is a list of such drafts. */
export function isMetricDrafts(value: unknown): value is MetricDraft[] {
	return (
		Array.isArray(value) &&
		value.length <= maxOtherMetrics &&
		value.every(
			(one: unknown) =>
				typeof one === "object" &&
				one !== null &&
				// Safe because it only checks for text.
				Object.keys(blankMetric("secondary")).every(
					(field) => typeof (one as Record<string, unknown>)[field] === "string",
				),
		)
	);
}

/** The metric that decides as it is kept; the share of people where it is none of those there are. */
export const readPrimary = (text: string) => goalMetric.catch("conversion").parse(text);
export const readRole = (text: string) => metricRole.exclude(["primary"]).catch("secondary").parse(text);
