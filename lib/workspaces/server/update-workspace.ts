import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { WorkspaceSettings } from "@/lib/workspaces/api";
import type { CampaignDefaults } from "@/lib/workspaces/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Change = {
	name?: string | undefined;
	timeZone?: string | undefined;
	defaults?: { [Field in keyof CampaignDefaults]?: CampaignDefaults[Field] | undefined } | undefined;
};

export async function updateWorkspace(ctx: Context, input: Change): Promise<WorkspaceSettings> {
	allow(ctx, "settings.write");
	const { defaults = {} } = input;
	const named = { ...given({ name: input.name, timeZone: input.timeZone }), ...columnsOfDefaults(defaults) };
	if (Object.keys(named).length > 0) {
		await ctx.db.$transaction(async (tx) => {
			const change = { ...named, ...(await valueOfOtherGoal(tx, ctx, defaults)) };
			const after = await tx.workspace.update({ where: { id: ctx.workspace.id }, data: change });
			if (after.defaultGoalEvent === null && after.defaultValueProperty !== null) {
				throw new AppError("invalid", "A value needs a goal whose property it is.", {
					issues: [
						{ path: "defaults.valueProperty", message: "needs a goal: choose its event, or no value" },
					],
				});
			}
			await recordAudit(tx, ctx, "workspace.updated", ctx.workspace.id, change);
		});
	}
	return await getWorkspace(ctx);
}

function columnsOfDefaults(defaults: NonNullable<Change["defaults"]>) {
	return given({
		defaultGoalEvent: defaults.goalEvent,
		defaultValueProperty: defaults.valueProperty,
		defaultCurrency: defaults.currency,
		defaultHoldoutBp: defaults.holdoutBp,
		defaultWindowDays: defaults.windowDays,
	});
}

/**
 * A property belongs to its event: changing the goal clears it, unless one is named. Resending the same goal
 * is no change.
 */
async function valueOfOtherGoal(
	tx: Transaction,
	ctx: Context,
	{ goalEvent, valueProperty }: NonNullable<Change["defaults"]>,
): Promise<{ defaultValueProperty?: null }> {
	if (goalEvent === undefined || valueProperty !== undefined) return {};
	const [before] = await tx.$queryRaw<{ goal: string | null }[]>`
		SELECT default_goal_event AS goal FROM workspace WHERE id = ${ctx.workspace.id} FOR NO KEY UPDATE`;
	return before?.goal === goalEvent ? {} : { defaultValueProperty: null };
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function given<T extends object>(fields: T): Given<T> {
	// Safe because only what is undefined is left out.
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
