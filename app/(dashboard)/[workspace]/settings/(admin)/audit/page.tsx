import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { workspaceQueries } from "@/components/workspaces/api";
import { AuditPage } from "@/components/workspaces/audit-page";
import { listAuditEntries } from "@/lib/workspaces/server/list-audit-entries";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Audit log" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "settings.read");
	const firstPage = await listAuditEntries(ctx, { limit: 50 });
	return (
		<Hydrate queries={[[workspaceQueries.audit().queryKey, { pages: [firstPage], pageParams: [null] }]]}>
			<AuditPage />
		</Hydrate>
	);
}
