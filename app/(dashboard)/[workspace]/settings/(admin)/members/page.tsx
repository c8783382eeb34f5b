import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { workspaceQueries } from "@/components/workspaces/api";
import { MembersPage } from "@/components/workspaces/members-page";
import { listMembers } from "@/lib/workspaces/server/list-members";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Members" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "settings.read");
	return (
		<Hydrate queries={[[workspaceQueries.members().queryKey, await listMembers(ctx)]]}>
			<MembersPage />
		</Hydrate>
	);
}
