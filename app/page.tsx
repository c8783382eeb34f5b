import { redirect } from "next/navigation";
import { isFirstRun } from "@/lib/workspaces/server/create-first-admin";
import { listOwnWorkspaces } from "@/lib/workspaces/server/list-own-workspaces";
import { findVisitor } from "@/lib/workspaces/server/open-page";

/** The root URL: redirects to the workspace, to sign-in, or to creating the first admin. */
export default async function Start() {
	const visitor = await findVisitor();
	if (!visitor) redirect((await isFirstRun()) ? "/setup" : "/sign-in");
	const [first] = await listOwnWorkspaces(visitor.userId);
	redirect(first ? `/${first.slug}` : "/no-workspace");
}
