"use client";

import { Upload } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { SourcesTab } from "@/components/sources/sources-tab";
import { NewTraitButton } from "@/components/traits/new-trait-button";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";

// Fetched when opened: the page opens on its sources.
const loading = () => <Skeleton className="h-64" />;
const ImportsTab = dynamic(async () => (await import("@/components/sources/imports-tab")).ImportsTab, {
	loading,
});
const CatalogueTab = dynamic(async () => (await import("@/components/sources/catalogue-tab")).CatalogueTab, {
	loading,
});
const TraitsTable = dynamic(async () => (await import("@/components/traits/traits-table")).TraitsTable, {
	loading,
});

const SuppressionsTab = dynamic(
	async () => (await import("@/components/consent/suppressions-tab")).SuppressionsTab,
	{ loading },
);
const SuppressButton = dynamic(
	async () => (await import("@/components/consent/suppress-button")).SuppressButton,
);

const tabs = [
	{ id: "sources", label: "Live sources" },
	{ id: "imports", label: "Files" },
	{ id: "catalogue", label: "Events and traits" },
	{ id: "computed", label: "Computed traits" },
	{ id: "suppressed", label: "Suppression list" },
] as const;

/** All incoming data: live sources, files, the names seen so far, and what is never sent. The tab is in the URL. */
export function DataPage({ ingestUrl }: { ingestUrl: string }) {
	const slug = useWorkspaceSlug();
	const pathname = usePathname();
	const mayWrite = useCan("data.write");
	const mayCompute = useCan("traits.write");
	const requested = useSearchParams().get("tab");
	const tab = tabs.find(({ id }) => id === requested)?.id ?? "sources";
	return (
		<>
			<PageHeader
				title="Data"
				description="Where people and events come from, and what has been seen so far."
				action={
					tab === "computed"
						? mayCompute && <NewTraitButton />
						: tab === "suppressed"
							? mayWrite && <SuppressButton />
							: mayWrite && (
									<Button asChild>
										<Link href={`/${slug}/data/imports/new`}>
											<Upload aria-hidden="true" />
											Import a file
										</Link>
									</Button>
								)
				}
			/>
			<Tabs
				value={tab}
				onValueChange={(next) => window.history.replaceState(null, "", `${pathname}?tab=${next}`)}
			>
				<TabsList aria-label="Data">
					{tabs.map(({ id, label }) => (
						<TabsTrigger key={id} value={id}>
							{label}
						</TabsTrigger>
					))}
				</TabsList>
				<TabsContent value="sources">
					<SourcesTab ingestUrl={ingestUrl} />
				</TabsContent>
				<TabsContent value="imports">
					<ImportsTab />
				</TabsContent>
				<TabsContent value="catalogue">
					<CatalogueTab />
				</TabsContent>
				<TabsContent value="computed">
					<TraitsTable />
				</TabsContent>
				<TabsContent value="suppressed">
					<SuppressionsTab />
				</TabsContent>
			</Tabs>
		</>
	);
}
