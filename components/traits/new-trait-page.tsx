"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { catalogQueries } from "@/components/segments/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { createTrait, type Draft, forgetTraits } from "@/components/traits/api";
import { newDraft } from "@/components/traits/editor/draft";
import { TraitEditor } from "@/components/traits/editor/trait-editor";
import { useTraitDraft } from "@/components/traits/editor/use-trait-draft";
import { kindLooks } from "@/components/traits/trait-words";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import type { CatalogOutput } from "@/lib/rules/contracts";
import { type TraitKind, traitKinds } from "@/lib/traits/definition";

/** A new computed trait: which kind, then its definition. The kind stands in the address. */
export function NewTraitPage({ openedAt }: { openedAt: string }) {
	const asked = useSearchParams().get("kind");
	const kind = traitKinds.find((each) => each === asked);
	const names = useQuery(catalogQueries.all());
	if (!kind) return <KindChoice />;
	if (names.data) return <NewTrait key={kind} kind={kind} names={names.data} openedAt={openedAt} />;
	if (names.error) return <ErrorNotice error={names.error} onRetry={names.refetch} />;
	return <Skeleton className="h-64" />;
}

function KindChoice() {
	const slug = useWorkspaceSlug();
	return (
		<>
			<PageHeader title="New computed trait" description="What should be worked out about everybody?" />
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

function NewTrait({ kind, names, openedAt }: { kind: TraitKind; names: CatalogOutput; openedAt: string }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const empty = useMemo(() => newDraft(kind), [kind]);
	const { draft, change, isChanged, settle } = useTraitDraft(empty, `muster:draft:${slug}:new-trait:${kind}`);
	const [name, setName] = useState("");
	const [wasTried, setTried] = useState(false);
	const save = useMutation({
		mutationFn: (definition: Draft) => createTrait({ name, definition }),
		onSuccess: async (trait) => {
			settle();
			toast.success(`“${trait.name}” is saved`, {
				description: "Its values are being computed for everybody.",
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
			<PageHeader title={`New ${kindLooks[kind].label.toLowerCase()}`} description={kindLooks[kind].says} />
			<Field
				label="Name"
				hint="Segments, formulas and profiles will show it under this name. It cannot be changed later."
				error={nameError}
				className="max-w-md"
			>
				<Input
					value={name}
					maxLength={100}
					autoComplete="off"
					placeholder="For example: orders in 90 days"
					onChange={(event) => setName(event.target.value)}
				/>
			</Field>
			<TraitEditor
				draft={draft}
				onChange={change}
				names={names}
				openedAt={openedAt}
				actions={({ checked, definition }) => (
					<>
						{isChanged && <span className="text-muted-foreground text-xs">Draft kept in this browser</span>}
						<Button
							disabled={!checked.ok}
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
