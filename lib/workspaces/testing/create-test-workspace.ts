import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import type { Role } from "@/lib/workspaces/policy";
import { type Context, createContext } from "@/lib/workspaces/server/context";

/**
 * A separate workspace for one test suite, with an actor of the requested role. Suites never share or empty
 * one.
 */
export async function createTestWorkspace(
	options: { role?: Role; now?: Date; timeZone?: string } = {},
): Promise<Context> {
	const id = newId("wsp");
	const db = database();
	const workspace = await db.workspace.create({
		data: { id, slug: id.slice(4).replaceAll("_", "-"), name: "Test", timeZone: options.timeZone ?? "UTC" },
	});
	const user = await db.user.create({
		data: { id: newId("usr"), email: `${id}@example.com`, name: "Test person", passwordHash: "none" },
	});
	const role = options.role ?? "admin";
	await db.workspaceMember.create({ data: { workspaceId: id, userId: user.id, role } });
	return createContext(
		workspace,
		{ kind: "user", id: user.id, name: user.name, role },
		undefined,
		options.now,
	);
}
