import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { Hydrate } from "@/components/shell/hydrate";
import { importsQueries } from "@/components/sources/api";
import { ImportPage } from "@/components/sources/import-page";
import { getImport } from "@/lib/sources/server/imports/get-import";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Import" };

export default async function Page({ params }: { params: Promise<{ workspace: string; importId: string }> }) {
	const ctx = await openPage(params, "data.read");
	const { importId } = await params;
	const row = await orNotFound(getImport(ctx, { importId }));
	return (
		<Hydrate queries={[[importsQueries.detail(importId).queryKey, row]]}>
			<ImportPage importId={importId} />
		</Hydrate>
	);
}
