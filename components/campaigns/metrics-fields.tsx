"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { blankMetric, goalWords, type MetricDraft } from "@/components/campaigns/metric-draft";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field, FieldError } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { goalMetrics, maxOtherMetrics } from "@/lib/campaigns/metrics";

// Fetched with the first metric that is added.
const OneMetric = dynamic(async () => (await import("@/components/campaigns/one-metric")).OneMetric, {
	loading: () => <Skeleton className="h-60" />,
});

/** Which metric decides, and which others are measured: beside it, or as guardrails. */
export function MetricsFields({
	primaryMetric,
	hasValue,
	metrics,
	problem,
	issueAt,
	onChange,
}: {
	primaryMetric: string;
	/** Whether a conversion has a value. */
	hasValue: boolean;
	metrics: readonly MetricDraft[];
	/** What is wrong, by field of the form. */
	problem: (field: "primaryMetric" | "metrics") => string | undefined;
	/** What the server refused, by field. */
	issueAt: (path: string) => string | undefined;
	onChange: (part: { primaryMetric?: string; metrics?: MetricDraft[] }) => void;
}) {
	const add = (role: "secondary" | "guardrail") => onChange({ metrics: [...metrics, blankMetric(role)] });
	const offered = goalMetrics.filter((metric) => metric !== "value" || hasValue || primaryMetric === "value");
	return (
		<div className="grid gap-4">
			<Field
				label="The verdict is about"
				error={problem("primaryMetric")}
				hint="The primary metric. The goal’s other metrics are shown beside it."
			>
				<Choice
					value={primaryMetric}
					onChange={(next) => onChange({ primaryMetric: next })}
					options={offered.map((metric) => ({ value: metric, label: goalWords[metric] }))}
				/>
			</Field>
			{metrics.map((metric, index) => (
				<OneMetric
					// Metrics have no other identity than their place.
					// biome-ignore lint/suspicious/noArrayIndexKey: their order changes only by adding and removing
					key={index}
					metric={metric}
					index={index}
					issueAt={(field) => issueAt(`metrics.${index}.${field}`)}
					onChange={(part) =>
						onChange({ metrics: metrics.map((one, i) => (i === index ? { ...one, ...part } : one)) })
					}
					onRemove={() => onChange({ metrics: metrics.filter((_, i) => i !== index) })}
				/>
			))}
			<FieldError>{problem("metrics")}</FieldError>
			{metrics.length < maxOtherMetrics && (
				<div className="flex flex-wrap gap-2">
					<Button variant="outline" size="sm" onClick={() => add("guardrail")}>
						<Plus aria-hidden="true" /> Add guardrail
					</Button>
					<Button variant="outline" size="sm" onClick={() => add("secondary")}>
						<Plus aria-hidden="true" /> Add metric
					</Button>
				</div>
			)}
		</div>
	);
}
