import type { OtherMetric } from "@/lib/campaigns/metrics";
import { checkGoal } from "@/lib/campaigns/server/check-goal";
import type { Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** Metrics of events never seen, or of properties that are no numbers of theirs. */
export async function checkMetrics(
	ctx: Context,
	db: Transaction,
	metrics: readonly OtherMetric[],
): Promise<Issue[]> {
	const issues: Issue[] = [];
	// One after another: a transaction has one connection.
	for (const [index, { event, property, per }] of metrics.entries()) {
		const own = await checkGoal(ctx, db, { goalEvent: event, valueProperty: property });
		const names: Record<string, string> = { goalEvent: "event", valueProperty: "property" };
		issues.push(
			...own.map(({ path, message }) => ({ path: `metrics.${index}.${names[path] ?? path}`, message })),
		);
		if (per === null) continue;
		const divisor = await checkGoal(ctx, db, { goalEvent: per.event, valueProperty: null });
		issues.push(...divisor.map(({ message }) => ({ path: `metrics.${index}.per.event`, message })));
	}
	return issues;
}
