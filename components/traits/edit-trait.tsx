"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftPlace } from "@/components/shell/drafts/draft-place";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { type Draft, forgetTraits, updateTrait } from "@/components/traits/api";
import { toDraft } from "@/components/traits/editor/draft";
import { TraitEditor } from "@/components/traits/editor/trait-editor";
import { useTraitDraft } from "@/components/traits/editor/use-trait-draft";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import { pluralText } from "@/lib/kernel/number-text";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { TraitDetail } from "@/lib/traits/contracts";

/** The definition in the editor. Saving creates a new version. */
export function EditTrait({
	trait,
	names,
	openedAt,
}: {
	trait: TraitDetail;
	names: CatalogOutput;
	openedAt: string;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const { name } = trait;
	const saved = useMemo(() => ({ name, draft: toDraft(trait.definition) }), [name, trait.definition]);
	const draft = useTraitDraft(saved, draftKeys.trait(trait), trait.version);
	const save = useMutation({
		mutationFn: (definition: Draft) => updateTrait(trait.id, { definition, basedOnVersion: draft.basedOn }),
		onSuccess: async (next) => {
			draft.settle();
			toast.success(`Version ${next.version} is saved`, {
				description: "Its values are being computed. Until then the previous values stay.",
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
						: `Used in ${pluralText(trait.usedIn.length, "place")}: ${trait.usedIn.map(({ name }) => name).join(", ")}. They follow the new values.`
				}
			/>
			<TraitEditor
				draft={draft}
				names={names}
				name={trait.name}
				openedAt={openedAt}
				actions={({ checked, definition }) => (
					<>
						{draft.isChanged && (
							<>
								<DraftPlace draft={draft} />
								<Button variant="outline" onClick={() => draft.reset(saved)}>
									Discard changes
								</Button>
							</>
						)}
						<Button
							shortcut="save submit"
							disabled={!checked.ok || !draft.isChanged || draft.trouble !== null}
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
