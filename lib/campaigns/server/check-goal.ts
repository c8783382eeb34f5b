import type { Issue } from "@/lib/kernel/app-error";
import { isQueryable } from "@/lib/kernel/property-name";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** What is wrong with a goal: an event never seen, or a value property that is not a number of that event. */
export async function checkGoal(
	ctx: Context,
	db: Transaction,
	goal: { goalEvent: string; valueProperty: string | null },
): Promise<Issue[]> {
	const workspaceNumber = ctx.workspace.number;
	const event = await db.eventDefinition.findUnique({
		where: { workspaceNumber_name: { workspaceNumber, name: goal.goalEvent } },
	});
	if (!event)
		return [
			{
				path: "goalEvent",
				message: `No event named "${goal.goalEvent}" has been received in this workspace.`,
			},
		];
	if (goal.valueProperty === null) return [];
	const found = await db.propertyDefinition.findUnique({
		where: {
			workspaceNumber_event_name: { workspaceNumber, event: goal.goalEvent, name: goal.valueProperty },
		},
	});
	const property = found && isQueryable(found.name) ? found : null;
	if (property?.type === "number") return [];
	return [
		{
			path: "valueProperty",
			message: property
				? `"${goal.valueProperty}" is not a number, so it cannot be added up.`
				: `"${goal.goalEvent}" has no property "${goal.valueProperty}".`,
		},
	];
}
