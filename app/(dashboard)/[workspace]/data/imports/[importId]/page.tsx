import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Hydrate } from "@/components/shell/hydrate";
import { importsQueries } from "@/components/sources/api";
import { ImportPage } from "@/components/sources/import-page";
import { AppError } from "@/lib/kernel/app-error";
import { getImport } from "@/lib/sources/server/imports/get-import";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Import" };

export default async function Page({ params }: { params: Promise<{ workspace: string; importId: string }> }) {
	const ctx = await openPage(params, "data.read");
	const { importId } = await params;
	const row = await getImport(ctx, { importId }).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	});
	return (
		<Hydrate queries={[[importsQueries.detail(importId).queryKey, row]]}>
			<ImportPage importId={importId} />
		</Hydrate>
	);
}
