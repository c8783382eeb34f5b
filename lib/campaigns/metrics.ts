import { z } from "zod";
import type { Issue } from "@/lib/kernel/app-error";
import { visibleText } from "@/lib/kernel/visible-text";

/** primary: the verdict is about it. guardrail: harm to it stops the campaign, whatever the primary metric does. */
export const metricRoles = ["primary", "secondary", "guardrail"] as const;
export const metricRole = z.enum(metricRoles);
export type MetricRole = z.infer<typeof metricRole>;

/** Measured on the campaign's own goal: share of people, revenue per person, times per person. */
export const goalMetrics = ["conversion", "value", "count"] as const;
export const goalMetric = z.enum(goalMetrics);
export type GoalMetric = z.infer<typeof goalMetric>;

/** conversion: share of people; count: times per person; value: sum per person; ratio: one sum divided by another. */
export const otherMetricKinds = ["conversion", "count", "value", "ratio"] as const;
export type OtherMetricKind = (typeof otherMetricKinds)[number];

export const maxOtherMetrics = 8;

const event = z.string().min(1, "Choose an event.").max(200);

/** A metric besides those of the goal: of any events, counted in the same window. */
export const otherMetricInput = z
	.object({
		name: visibleText("Name the metric.", 60, "At most 60 characters."),
		kind: z.enum(otherMetricKinds),
		event,
		/** The number that is added up; of a ratio null for how often the event happened. */
		property: z.string().min(1).max(200).nullable().default(null),
		/** What a ratio is divided by: how often an event happened, or how many people did it. */
		per: z
			.object({ event, by: z.enum(["times", "people"]) })
			.nullable()
			.default(null),
		role: z.enum(["secondary", "guardrail"]),
		/** Whether more of it is better. */
		better: z.enum(["up", "down"]).default("up"),
	})
	.superRefine(({ kind, property, per }, issues) => {
		const add = (path: string, message: string) => issues.addIssue({ code: "custom", path: [path], message });
		if (kind === "value" && property === null) add("property", "Choose the number that is added up.");
		if ((kind === "conversion" || kind === "count") && property !== null)
			add("property", "Only a sum or a ratio has a number that is added up.");
		if (kind === "ratio" && per === null) add("per", "Choose what it is divided by.");
		if (kind !== "ratio" && per !== null) add("per", "Only a ratio is divided by something.");
	});
export type OtherMetric = z.output<typeof otherMetricInput>;

const taken = new Set<string>([...goalMetrics]);

export const otherMetricsInput = z
	.array(otherMetricInput)
	.max(maxOtherMetrics, `At most ${maxOtherMetrics} metrics besides the goal's.`)
	.superRefine((metrics, issues) => {
		const seen = new Set(taken);
		for (const [index, { name }] of metrics.entries()) {
			const same = name.toLowerCase();
			if (seen.has(same))
				issues.addIssue({
					code: "custom",
					path: [index, "name"],
					message: taken.has(same)
						? "This name is that of a metric of the goal. Choose another one."
						: "Two metrics have the same name.",
				});
			seen.add(same);
		}
	});

/** A stored metric. */
export interface StoredMetric {
	name: string;
	kind: string;
	role: string;
	event: string | null;
	property: string | null;
	perEvent: string | null;
	perBy: string | null;
	better: string;
}

/** A stored metric of other events as it was given; null of one of the goal. */
export function readOtherMetric(stored: StoredMetric): OtherMetric | null {
	const { name, kind, event: own, property, role, better, perEvent, perBy } = stored;
	if (own === null) return null;
	return otherMetricInput.parse({
		name,
		kind,
		event: own,
		property,
		per: perEvent === null ? null : { event: perEvent, by: perBy },
		role,
		better,
	});
}

/** Which metric of its goal a campaign's verdict is about. */
export function primaryOf(metrics: readonly Pick<StoredMetric, "name" | "role">[]): GoalMetric {
	return goalMetric.catch("conversion").parse(metrics.find(({ role }) => role === "primary")?.name);
}

/** The metrics of a campaign as rows: of the goal, then the others in their order. */
export function metricRows({
	primaryMetric,
	valueProperty,
	metrics,
}: {
	primaryMetric: GoalMetric;
	valueProperty: string | null;
	metrics: readonly OtherMetric[];
}): (StoredMetric & { position: number })[] {
	const none = { event: null, property: null, perEvent: null, perBy: null, better: "up" };
	const ofGoal = (["conversion", "count", "value"] as const)
		.filter((kind) => kind !== "value" || valueProperty !== null)
		.map((kind) => ({
			...none,
			name: kind,
			kind,
			role: kind === primaryMetric ? "primary" : "secondary",
		}));
	const others = metrics.map(({ name, kind, event: own, property, per, role, better }) => ({
		name,
		kind,
		role,
		event: own,
		property,
		perEvent: per?.event ?? null,
		perBy: per?.by ?? null,
		better,
	}));
	return [...ofGoal, ...others].map((row, position) => ({ ...row, position }));
}

/** What is wrong with the metric that decides; none where it can. */
export function primaryIssues(primaryMetric: GoalMetric, valueProperty: string | null): Issue[] {
	return primaryMetric === "value" && valueProperty === null
		? [{ path: "primaryMetric", message: "Choose the value of a conversion, or let another metric decide." }]
		: [];
}
