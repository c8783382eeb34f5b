import { z } from "zod";
import type { LiftReadOut, MetricReadOut } from "@/lib/lift/contracts";
import { metricUnit } from "@/lib/lift/metric-unit";

const closingMetric = z.object({
	key: z.string(),
	/** Totals of the groups: of "count" the conversions. */
	treated: z.number(),
	holdout: z.number(),
	/** Null while it was unknown. */
	difference: z.number().nullable(),
});

/** What is kept of a read-out when the last window has closed. */
export const closingFigures = z.object({ metrics: z.array(closingMetric) });
export type ClosingFigures = z.infer<typeof closingFigures>;

export function toClosing({ metrics }: Pick<LiftReadOut, "metrics">): ClosingFigures {
	return {
		metrics: metrics.map((metric) => ({
			key: metric.key,
			treated: metric.treated.sum,
			holdout: metric.holdout.sum,
			difference: differenceOf(metric),
		})),
	};
}

/** What arrived after the last window had closed, for conversions that happened within it, and what that changed. */
export const lateChange = z.object({
	closedAt: z.iso.datetime(),
	/** When the earlier figures were read. */
	readAt: z.iso.datetime(),
	/** Conversions more than then; below 0 where people were erased. */
	treated: z.number().int(),
	holdout: z.number().int(),
	/** The metrics whose difference moved. */
	moved: z.array(
		z.object({
			key: z.string(),
			label: z.string(),
			unit: metricUnit,
			before: z.number().nullable(),
			after: z.number().nullable(),
		}),
	),
});
export type LateChange = z.infer<typeof lateChange>;

/** The figures kept of an ended campaign. */
export interface Closing {
	closedAt: Date;
	readAt: Date;
	figures: ClosingFigures;
}

/** Null where nothing changed. */
export function findLateChange(metrics: readonly MetricReadOut[], closing: Closing): LateChange | null {
	const before = new Map(closing.figures.metrics.map((metric) => [metric.key, metric]));
	const count = metrics.find(({ kind }) => kind === "count");
	const then = count && before.get(count.key);
	const moved = metrics.flatMap((metric) => {
		const was = before.get(metric.key);
		const now = differenceOf(metric);
		const isSame =
			was === undefined || (was.treated === metric.treated.sum && was.holdout === metric.holdout.sum);
		if (isSame || metric.kind === "count") return [];
		return [{ key: metric.key, label: metric.label, unit: metric.unit, before: was.difference, after: now }];
	});
	const treated = count && then ? Math.round(count.treated.sum - then.treated) : 0;
	const holdout = count && then ? Math.round(count.holdout.sum - then.holdout) : 0;
	if (treated === 0 && holdout === 0 && moved.length === 0) return null;
	return {
		closedAt: closing.closedAt.toISOString(),
		readAt: closing.readAt.toISOString(),
		treated,
		holdout,
		moved,
	};
}

function differenceOf({ difference }: MetricReadOut): number | null {
	return difference.known ? difference.figure.value : null;
}
