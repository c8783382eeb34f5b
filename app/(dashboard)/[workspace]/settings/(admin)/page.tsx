import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { workspaceQueries } from "@/components/workspaces/api";
import { WorkspaceSettings } from "@/components/workspaces/workspace-settings";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Settings" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "settings.read");
	return (
		<Hydrate queries={[[workspaceQueries.settings().queryKey, await getWorkspace(ctx)]]}>
			<WorkspaceSettings />
		</Hydrate>
	);
}
