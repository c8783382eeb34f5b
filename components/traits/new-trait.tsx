"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftPlace } from "@/components/shell/drafts/draft-place";
import { NamedHead } from "@/components/shell/named-head";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { createTrait, type Draft, forgetTraits } from "@/components/traits/api";
import { newDraft } from "@/components/traits/editor/draft";
import { TraitEditor } from "@/components/traits/editor/trait-editor";
import { useTraitDraft } from "@/components/traits/editor/use-trait-draft";
import { kindLooks } from "@/components/traits/trait-words";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { TraitKind } from "@/lib/traits/definition";

/** Its name and definition, in the editor. Saving computes it for everyone. */
export function NewTrait({
	kind,
	names,
	openedAt,
}: {
	kind: TraitKind;
	names: CatalogOutput;
	openedAt: string;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const empty = useMemo(() => ({ name: "", draft: newDraft(kind) }), [kind]);
	const draft = useTraitDraft(empty, draftKeys.newTrait(slug, kind));
	const { name } = draft.value;
	const [wasTried, setTried] = useState(false);
	const save = useMutation({
		mutationFn: (definition: Draft) => createTrait({ name, definition }),
		onSuccess: async (trait) => {
			draft.settle();
			toast.success(`“${trait.name}” is saved`, {
				description: "Its values are being computed for all people.",
			});
			await forgetTraits(client);
			router.push(`/${slug}/traits/${trait.id}`);
		},
		onError: (error) => showError("The trait was not saved", error),
	});
	const isTaken = names.traits.some((trait) => trait.name === name.trim());
	const nameError =
		name.trim() === ""
			? wasTried
				? "Give the trait a name"
				: null
			: isTaken
				? "Another trait has this name"
				: null;
	return (
		<>
			<NamedHead
				title={`New ${kindLooks[kind].label.toLowerCase()}`}
				description={kindLooks[kind].says}
				name={name}
				hint="Segments, formulas and profiles will show it under this name. It cannot be changed later."
				error={nameError}
				maxLength={100}
				placeholder="For example: orders in 90 days"
				onName={(typed) => draft.change({ ...draft.value, name: typed })}
			/>
			<TraitEditor
				draft={draft}
				names={names}
				openedAt={openedAt}
				actions={({ checked, definition }) => (
					<>
						{draft.isChanged && (
							<>
								<DraftPlace draft={draft} />
								<Button variant="outline" onClick={() => draft.reset(empty)}>
									Start over
								</Button>
							</>
						)}
						<Button
							shortcut="save submit"
							disabled={!checked.ok || draft.trouble !== null}
							isPending={save.isPending}
							onClick={() => {
								setTried(true);
								if (name.trim() !== "" && !isTaken) save.mutate(definition);
							}}
						>
							Save and compute
						</Button>
					</>
				)}
			/>
		</>
	);
}
