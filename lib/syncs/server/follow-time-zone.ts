import { nextRun } from "@/lib/syncs/schedule";
import { syncSchedule } from "@/lib/syncs/sync-settings";
import type { Context } from "@/lib/workspaces/server/context";

/** The workspace is in another time zone from now on: set times of day come at other instants. `before` is the old one. */
export async function followTimeZone(
	ctx: Pick<Context, "db" | "workspace" | "now">,
	{ before, after }: { before: string; after: string },
): Promise<void> {
	const syncs = await ctx.db.sync.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			emptyingSince: null,
			nextRunAt: { gt: ctx.now },
			schedule: { path: ["kind"], equals: "cron" },
		},
		select: { id: true, schedule: true, nextRunAt: true },
	});
	for (const { id, schedule: stored, nextRunAt } of syncs) {
		const schedule = syncSchedule.parse(stored);
		const next = nextRun(schedule, ctx.now, after);
		if (nextRunAt === null || next === null) continue;
		const justBefore = new Date(nextRunAt.getTime() - 1);
		const isSetTime = nextRun(schedule, justBefore, before)?.getTime() === nextRunAt.getTime();
		// Anything else is a retry, which no schedule moves back.
		if (!isSetTime && nextRunAt < next) continue;
		await ctx.db.sync.updateMany({ where: { id, nextRunAt }, data: { nextRunAt: next } });
	}
}
