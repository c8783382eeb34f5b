import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { privacyQueries } from "@/components/privacy/api";
import { ErasurePage } from "@/components/privacy/erasure-page";
import { Hydrate } from "@/components/shell/hydrate";
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
	const erasure = await orNotFound(getErasure(ctx, { erasureId }));
	return (
		<Hydrate queries={[[privacyQueries.erasure(erasureId).queryKey, erasure]]}>
			<ErasurePage erasureId={erasureId} />
		</Hydrate>
	);
}
