import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { workspaceQueries } from "@/components/workspaces/api";
import { ApiKeysPage } from "@/components/workspaces/api-keys-page";
import { listApiKeys } from "@/lib/workspaces/server/list-api-keys";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "API keys" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "settings.read");
	return (
		<Hydrate queries={[[workspaceQueries.apiKeys().queryKey, await listApiKeys(ctx)]]}>
			<ApiKeysPage />
		</Hydrate>
	);
}
