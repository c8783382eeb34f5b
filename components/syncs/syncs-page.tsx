"use client";

import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { SyncTable } from "@/components/syncs/sync-table";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

export function SyncsPage() {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("syncs.write");
	return (
		<>
			<PageHeader
				title="Syncs"
				description="Each keeps one audience at a destination equal to a segment. Only differences are sent."
				action={
					mayWrite && (
						<Button asChild>
							<Link href={`/${slug}/syncs/new`}>New sync</Link>
						</Button>
					)
				}
			/>
			<SyncTable />
		</>
	);
}
