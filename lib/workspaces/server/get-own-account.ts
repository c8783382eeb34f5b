import { AppError } from "@/lib/kernel/app-error";
import { database } from "@/lib/platform/postgres/database";
import { listOwnWorkspaces } from "@/lib/workspaces/server/list-own-workspaces";

/** The signed-in user and their workspaces: what the frame of every page shows. */
export async function getOwnAccount(userId: string): Promise<{
	user: { id: string; name: string; email: string };
	workspaces: { slug: string; name: string; role: string }[];
}> {
	const [user, workspaces] = await Promise.all([
		database().user.findUnique({ where: { id: userId }, select: { id: true, name: true, email: true } }),
		listOwnWorkspaces(userId),
	]);
	if (!user) throw new AppError("unauthenticated", "This account no longer exists. Sign in again.");
	return { user, workspaces };
}
