import { database } from "@/lib/platform/postgres/database";

/** The workspaces a user belongs to, by name: for the switcher and for where to go after signing in. */
export async function listOwnWorkspaces(
	userId: string,
): Promise<{ slug: string; name: string; role: string }[]> {
	const memberships = await database().workspaceMember.findMany({
		where: { userId },
		include: { workspace: { select: { slug: true, name: true } } },
		orderBy: { workspace: { name: "asc" } },
	});
	return memberships.map(({ workspace, role }) => ({ slug: workspace.slug, name: workspace.name, role }));
}
