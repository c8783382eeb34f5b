import type { Metadata } from "next";
import { ImportPage } from "@/components/campaigns/import-page";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Import a finished campaign" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	await openPage(params, "campaigns.write");
	return <ImportPage />;
}
