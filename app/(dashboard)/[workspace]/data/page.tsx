import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { importsQueries, sourcesQueries } from "@/components/sources/api";
import { DataPage } from "@/components/sources/data-page";
import { env } from "@/lib/platform/env";
import { listImports } from "@/lib/sources/server/imports/list-imports";
import { listSources } from "@/lib/sources/server/list-sources";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Data" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "data.read");
	const [sources, imports] = await Promise.all([listSources(ctx), listImports(ctx, { limit: 100 })]);
	return (
		<Hydrate
			queries={[
				[sourcesQueries.list().queryKey, sources],
				[importsQueries.list().queryKey, imports],
			]}
		>
			<DataPage ingestUrl={env.NEXTAUTH_URL} />
		</Hydrate>
	);
}
