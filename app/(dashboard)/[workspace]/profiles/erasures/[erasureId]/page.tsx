import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { privacyQueries } from "@/components/privacy/api";
import { ErasurePage } from "@/components/privacy/erasure-page";
import { Hydrate } from "@/components/shell/hydrate";
import { AppError } from "@/lib/kernel/app-error";
import { getErasure } from "@/lib/privacy/server/list-erasures";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Erasure" };

export default async function Page({
	params,
}: {
	params: Promise<{ workspace: string; erasureId: string }>;
}) {
	const ctx = await openPage(params, "erasures.write");
	const { erasureId } = await params;
	const erasure = await getErasure(ctx, { erasureId }).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	});
	return (
		<Hydrate queries={[[privacyQueries.erasure(erasureId).queryKey, erasure]]}>
			<ErasurePage erasureId={erasureId} />
		</Hydrate>
	);
}
