import type { Metadata } from "next";
import { notificationsQueries } from "@/components/notifications/api";
import { NotificationsPage } from "@/components/notifications/notifications-page";
import { Hydrate } from "@/components/shell/hydrate";
import { getNotifications } from "@/lib/notifications/server/get-notifications";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Notifications" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "workspace.read");
	return (
		<Hydrate queries={[[notificationsQueries.own().queryKey, await getNotifications(ctx)]]}>
			<NotificationsPage />
		</Hydrate>
	);
}
