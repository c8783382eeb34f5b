import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { type Database, database } from "@/lib/platform/postgres/database";
import { type Warehouse, warehouse } from "@/lib/platform/warehouse/warehouse";
import type { Role } from "@/lib/workspaces/policy";

export type ContextWorkspace = { id: string; number: number; slug: string; name: string; timeZone: string };
export type Actor = { kind: "user" | "api_key" | "system"; id: string; name: string; role: Role };

/** What every verb gets: the workspace, the actor, the stores, the instant. */
export type Context = {
	workspace: ContextWorkspace;
	actor: Actor;
	db: Database;
	warehouse: Warehouse;
	now: Date;
	requestId: string;
};

export function createContext(
	workspace: ContextWorkspace,
	actor: Actor,
	requestId?: string,
	now?: Date,
): Context {
	return {
		workspace: {
			id: workspace.id,
			number: workspace.number,
			slug: workspace.slug,
			name: workspace.name,
			timeZone: workspace.timeZone,
		},
		actor,
		db: database(),
		warehouse: warehouse(),
		now: now ?? new Date(),
		requestId: requestId ?? newId("req"),
	};
}

/** The context of work no one requested by hand: jobs and schedules. */
export async function systemContext(workspaceId: string, requestId?: string, now?: Date): Promise<Context> {
	const workspace = await database().workspace.findUnique({ where: { id: workspaceId } });
	if (!workspace) throw new AppError("not_found", "This workspace no longer exists.", { retryable: false });
	return createContext(
		workspace,
		{ kind: "system", id: "system", name: "Muster", role: "admin" },
		requestId,
		now,
	);
}
