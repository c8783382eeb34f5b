import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { systemQueries } from "@/components/system/api";
import { SystemPage } from "@/components/system/system-page";
import { getSystem } from "@/lib/system/server/get-system";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "System" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "settings.read");
	return (
		<Hydrate queries={[[systemQueries.state().queryKey, await getSystem(ctx)]]}>
			<SystemPage />
		</Hydrate>
	);
}
