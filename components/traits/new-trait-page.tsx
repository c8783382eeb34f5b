"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { catalogQueries } from "@/components/segments/api";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { isDraftKept } from "@/components/shell/drafts/kept-draft";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { kindLooks } from "@/components/traits/trait-words";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { traitKinds } from "@/lib/traits/definition";

const newTrait = sleepingPart({
	load: async () => (await import("@/components/traits/new-trait")).NewTrait,
	waiting: <Skeleton className="h-64" />,
});

/** A new computed trait: which kind, then its definition. The kind is in the URL. */
export function NewTraitPage({ openedAt }: { openedAt: string }) {
	const requested = useSearchParams().get("kind");
	const kind = traitKinds.find((each) => each === requested);
	const slug = useWorkspaceSlug();
	const names = useQuery(catalogQueries.all());
	if (!kind) return <KindChoice />;
	if (names.data)
		return (
			<Sleeping
				key={kind}
				part={newTrait}
				props={{ kind, names: names.data, openedAt }}
				isNeeded={() => isDraftKept(draftKeys.newTrait(slug, kind))}
			/>
		);
	if (names.error) return <ErrorNotice error={names.error} onRetry={names.refetch} />;
	return <Skeleton className="h-64" />;
}

function KindChoice() {
	const slug = useWorkspaceSlug();
	return (
		<>
			<PageHeader title="New computed trait" description="What do you want to calculate?" />
			<ul className="grid gap-3 sm:grid-cols-2">
				{traitKinds.map((kind) => {
					const { icon: Icon, label, says } = kindLooks[kind];
					return (
						<li key={kind}>
							<Link
								href={`/${slug}/traits/new?kind=${kind}`}
								className="grid h-full content-start gap-1 rounded-lg border border-border bg-card p-4 shadow-xs transition-colors hover:bg-accent"
							>
								<span className="flex items-center gap-2 font-medium">
									<Icon aria-hidden="true" className="size-4 text-muted-foreground" />
									{label}
								</span>
								<span className="text-muted-foreground text-sm">{says}</span>
							</Link>
						</li>
					);
				})}
			</ul>
		</>
	);
}
