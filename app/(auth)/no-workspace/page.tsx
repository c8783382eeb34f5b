import { redirect } from "next/navigation";
import { EmptyState } from "@/components/ui/empty-state";
import { SignOutButton } from "@/components/workspaces/sign-out-button";
import { findVisitor } from "@/lib/workspaces/server/open-page";

export default async function NoWorkspacePage() {
	if (!(await findVisitor())) redirect("/sign-in");
	return (
		<EmptyState
			headingLevel="h1"
			title="You are not a member of any workspace"
			description="Your account works, but no one has let you into a workspace, or you were removed. Ask an admin to invite this email address under Settings."
			action={<SignOutButton />}
		/>
	);
}
