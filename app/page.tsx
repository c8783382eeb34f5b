import { redirect } from "next/navigation";
import { isFirstRun } from "@/lib/workspaces/server/create-first-admin";
import { listOwnWorkspaces } from "@/lib/workspaces/server/list-own-workspaces";
import { findVisitor } from "@/lib/workspaces/server/open-page";

/** The bare address: to the workspace, to sign-in, or to making the first admin. */
export default async function Start() {
	const userId = await findVisitor();
	if (!userId) redirect((await isFirstRun()) ? "/setup" : "/sign-in");
	const [first] = await listOwnWorkspaces(userId);
	redirect(first ? `/${first.slug}` : "/no-workspace");
}
