import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { nameTitle } from "@/app/name-title";
import { liftQueries } from "@/components/lift/api";
import { LiftPage } from "@/components/lift/lift-page";
import { Hydrate } from "@/components/shell/hydrate";
import { AppError } from "@/lib/kernel/app-error";
import { readAttribution } from "@/lib/lift/server/read-attribution";
import { readLift } from "@/lib/lift/server/read-lift";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; campaignId: string }> };

// Read once for the title and the page.
const findLift = cache(readLift);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Results of a campaign", async () => {
		const { campaign } = await findLift(await openPage(params, "campaigns.read"), (await params).campaignId);
		return { name: `Results of ${campaign.name}` };
	});
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "campaigns.read");
	const { workspace, campaignId } = await params;
	const lift = await findLift(ctx, campaignId).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "not_found") notFound();
		// A draft has no results; its own page shows what is missing. Small groups are not visible to every role.
		if (error instanceof AppError && (error.code === "precondition" || error.code === "forbidden"))
			redirect(`/${workspace}/campaigns/${campaignId}`);
		throw error;
	});
	// What cannot be read here is asked for by the page, which says why.
	const attribution = await readAttribution(ctx, campaignId).catch(() => null);
	return (
		<Hydrate
			queries={[
				[liftQueries.detail(campaignId).queryKey, lift],
				...(attribution ? [[liftQueries.attribution(campaignId).queryKey, attribution] as const] : []),
			]}
		>
			<LiftPage campaignId={campaignId} />
		</Hydrate>
	);
}
