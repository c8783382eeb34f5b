import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { TidyEventsInput } from "@/lib/sources/contracts";
import { maxEvents } from "@/lib/sources/server/catalogue";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const findSent = defineQuery({
	name: "sources.find_sent_events",
	row: z.object({ name: z.string() }),
	build: ({ ws, names }: { ws: number; names: string[] }) => ({
		sql: "SELECT DISTINCT event AS name FROM events WHERE ws = {ws:UInt32} AND event IN {names:Array(String)}",
		params: { ws, names },
	}),
});

/**
 * Hides names of events from the rule pickers, which makes room for others, or offers them again. Their
 * events stay, and rules that name them keep working.
 */
export async function tidyEvents(
	ctx: Context,
	{ names: given, isHidden }: TidyEventsInput,
): Promise<{ changed: number }> {
	allow(ctx, "data.write");
	const ws = ctx.workspace.number;
	const names = [...new Set(given)].sort();
	const known = await ctx.db.eventDefinition.findMany({
		where: { workspaceNumber: ws, name: { in: names } },
		select: { name: true },
	});
	const isKnown = new Set(known.map(({ name }) => name));
	const beyond = names.filter((name) => !isKnown.has(name));
	const sent = beyond.length === 0 ? [] : await findSent(ctx.warehouse, { ws, names: beyond });
	const isSent = new Set(sent.map(({ name }) => name));
	const unheard = beyond.find((name) => !isSent.has(name));
	if (unheard !== undefined) {
		const message = `No event “${unheard}” was ever sent`;
		throw new AppError("invalid", `${message}.`, {
			issues: [{ path: `names.${given.indexOf(unheard)}`, message }],
		});
	}
	return ctx.db.$transaction(async (tx) => {
		// Two that offer names at once must not together offer too many.
		await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ws} FOR NO KEY UPDATE`;
		const before = await tx.eventDefinition.count({
			where: { workspaceNumber: ws, name: { in: names }, hiddenAt: isHidden ? { not: null } : null },
		});
		const changed = names.length - before;
		const offered = await tx.eventDefinition.count({ where: { workspaceNumber: ws, hiddenAt: null } });
		if (!isHidden && changed > 0 && offered + changed > maxEvents) {
			throw new AppError(
				"limit",
				`Rules are offered ${maxEvents} names of events at most, and ${offered} are offered now. Hide others first.`,
				{ retryable: false },
			);
		}
		const hiddenAt = isHidden ? ctx.now : null;
		await tx.eventDefinition.updateMany({
			where: { workspaceNumber: ws, name: { in: names } },
			data: { hiddenAt },
		});
		await tx.eventDefinition.createMany({
			data: beyond.map((name) => ({ workspaceNumber: ws, name, hiddenAt })),
			skipDuplicates: true,
		});
		await recordAudit(tx, ctx, isHidden ? "events.hidden" : "events.offered", ctx.workspace.id, {
			names: names.slice(0, 50),
			count: names.length,
		});
		return { changed };
	});
}
