import { database } from "@/lib/platform/postgres/database";
import { findDueSegments } from "@/lib/segments/server/refresh-due-segments";
import { requestRefresh } from "@/lib/segments/server/request-refresh";
import { systemContext } from "@/lib/workspaces/server/context";

/** Asks for a refresh in every workspace where a segment's turn has come. Answers how many workspaces that were. */
export async function enqueueDueRefreshes(): Promise<{ workspaces: number }> {
	const workspaces = await database().workspace.findMany({
		where: { segments: { some: { archivedAt: null } } },
		select: { id: true },
		orderBy: { id: "asc" },
	});
	let due = 0;
	for (const { id } of workspaces) {
		const segments = await findDueSegments(await systemContext(id));
		if (segments.length === 0) continue;
		await requestRefresh(id);
		due += 1;
	}
	return { workspaces: due };
}
