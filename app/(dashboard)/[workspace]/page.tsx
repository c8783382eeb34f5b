import type { Metadata } from "next";
import { HomePage } from "@/components/home/home-page";
import { profilesQueries } from "@/components/profiles/api";
import { Hydrate } from "@/components/shell/hydrate";
import { countProfiles } from "@/lib/profiles/server/count-profiles";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Home" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "workspace.read");
	return (
		<Hydrate queries={[[profilesQueries.counts().queryKey, await countProfiles(ctx)]]}>
			<HomePage />
		</Hydrate>
	);
}
