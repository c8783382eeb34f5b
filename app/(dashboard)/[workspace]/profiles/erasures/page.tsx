import type { Metadata } from "next";
import { privacyQueries } from "@/components/privacy/api";
import { ErasuresPage } from "@/components/privacy/erasures-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listErasures } from "@/lib/privacy/server/list-erasures";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Erasures" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "erasures.write");
	const firstPage = await listErasures(ctx, { limit: 50 });
	return (
		<Hydrate queries={[[privacyQueries.erasures().queryKey, { pages: [firstPage], pageParams: [null] }]]}>
			<ErasuresPage />
		</Hydrate>
	);
}
