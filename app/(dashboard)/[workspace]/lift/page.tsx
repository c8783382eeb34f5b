import type { Metadata } from "next";
import { LiftListPage } from "@/components/lift/lift-list-page";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Lift" };

// The results of all campaigns are heavy: the frame comes at once and the browser fetches them.
export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	await openPage(params, "campaigns.read");
	return <LiftListPage />;
}
