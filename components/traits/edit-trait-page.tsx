"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { catalogQueries } from "@/components/segments/api";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { type Draft, forgetTraits, traitsQueries, updateTrait } from "@/components/traits/api";
import { toDraft } from "@/components/traits/editor/draft";
import { TraitEditor } from "@/components/traits/editor/trait-editor";
import { useTraitDraft } from "@/components/traits/editor/use-trait-draft";
import { Button } from "@/components/ui/button";
import { formatPlural } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { TraitDetail } from "@/lib/traits/contracts";

/** The definition of a computed trait in the editor. Saving makes a new version. */
export function EditTraitPage({ traitId, openedAt }: { traitId: string; openedAt: string }) {
	const trait = useQuery(traitsQueries.detail(traitId));
	const names = useQuery(catalogQueries.all());
	const error = trait.error ?? names.error;
	if (trait.data && names.data) {
		return <Editing key={trait.data.version} trait={trait.data} names={names.data} openedAt={openedAt} />;
	}
	if (error) return <ErrorNotice error={error} onRetry={trait.error ? trait.refetch : names.refetch} />;
	return <Skeleton className="h-64" />;
}

function Editing({ trait, names, openedAt }: { trait: TraitDetail; names: CatalogOutput; openedAt: string }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const saved = useMemo(() => toDraft(trait.definition), [trait.definition]);
	const { draft, change, isChanged, reset, settle } = useTraitDraft(
		saved,
		`muster:draft:${trait.id}:${trait.version}`,
	);
	const save = useMutation({
		mutationFn: (definition: Draft) => updateTrait(trait.id, { definition, basedOnVersion: trait.version }),
		onSuccess: async (next) => {
			settle();
			toast.success(`Version ${next.version} is saved`, {
				description: "Its values are being computed; the old ones stand until then.",
			});
			await forgetTraits(client);
			router.push(`/${slug}/traits/${trait.id}`);
		},
		onError: (error) => showError("The trait was not saved", error),
	});
	return (
		<>
			<BreadcrumbName id={trait.id} name={trait.name} />
			<PageHeader
				title={trait.name}
				description={
					trait.usedIn.length === 0
						? "Nothing uses it yet."
						: `Used in ${formatPlural(trait.usedIn.length, "place")}: ${trait.usedIn.map(({ name }) => name).join(", ")}. They follow the new values.`
				}
			/>
			<TraitEditor
				draft={draft}
				onChange={change}
				names={names}
				name={trait.name}
				openedAt={openedAt}
				actions={({ checked, definition }) => (
					<>
						{isChanged && (
							<>
								<span className="text-muted-foreground text-xs">Not saved; kept in this browser</span>
								<Button variant="outline" onClick={reset}>
									Discard changes
								</Button>
							</>
						)}
						<Button
							disabled={!checked.ok || !isChanged}
							isPending={save.isPending}
							onClick={() => save.mutate(definition)}
						>
							Save version {trait.version + 1}
						</Button>
					</>
				)}
			/>
		</>
	);
}
