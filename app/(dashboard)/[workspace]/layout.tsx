import type { ReactNode } from "react";
import { AppShell } from "@/components/shell/app-shell";
import { getOwnAccount } from "@/lib/workspaces/server/get-own-account";
import { openPage } from "@/lib/workspaces/server/open-page";

export default async function WorkspaceLayout({
	params,
	children,
}: {
	params: Promise<{ workspace: string }>;
	children: ReactNode;
}) {
	const ctx = await openPage(params, "workspace.read");
	const { user, workspaces } = await getOwnAccount(ctx.actor.id);
	const { slug, name, timeZone } = ctx.workspace;
	return (
		<AppShell workspace={{ slug, name, timeZone, user, role: ctx.actor.role, workspaces }}>
			{children}
		</AppShell>
	);
}
