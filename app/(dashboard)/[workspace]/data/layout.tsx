import type { ReactNode } from "react";
import { openPage } from "@/lib/workspaces/server/open-page";

// Checked here, before anything is sent: a page inside a loading frame could no longer respond "not found".
export default async function Layout({
	params,
	children,
}: {
	params: Promise<{ workspace: string }>;
	children: ReactNode;
}) {
	await openPage(params, "data.read");
	return children;
}
