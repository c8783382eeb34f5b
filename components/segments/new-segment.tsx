"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { SegmentBuilder } from "@/components/rules/segment-builder";
import { useNewSegmentDraft } from "@/components/rules/use-rule-draft";
import { createSegment, forgetSegments, refreshSegment } from "@/components/segments/api";
import { type Combination, combinedRule, keyOf } from "@/components/segments/combined-rule";
import { NewSegmentStart } from "@/components/segments/new-segment-start";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftPlace } from "@/components/shell/drafts/draft-place";
import { NamedHead } from "@/components/shell/named-head";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

/** A new segment: name it, define who is in it, save; its members are built at once. */
export function NewSegment({ openedAt, given }: { openedAt: string; given: Combination }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const begun = useMemo(() => combinedRule(given), [given]);
	const draft = useNewSegmentDraft(draftKeys.newSegment(slug, keyOf(given)), begun);
	const { name } = draft;
	const [wasTried, setTried] = useState(false);
	const save = useMutation({
		mutationFn: () => createSegment({ name, rule: draft.rule }),
		onSuccess: async (segment) => {
			draft.settle();
			toast.success(`“${segment.name}” is saved`);
			// Members are built in the background; the page shows it.
			void refreshSegment(segment.id)
				.catch((error: unknown) => showError("The members could not be computed yet", error))
				.finally(() => void forgetSegments(client));
			await forgetSegments(client);
			router.push(`/${slug}/segments/${segment.id}`);
		},
		onError: (error) => showError("The segment was not saved", error),
	});
	const isNamed = name.trim() !== "";
	return (
		<>
			<NamedHead
				title="New segment"
				description="Define who's in this segment. The count updates as you type."
				name={name}
				error={wasTried && !isNamed ? "Give the segment a name" : null}
				maxLength={120}
				placeholder="For example: Loyal customers"
				onName={draft.rename}
			/>
			<SegmentBuilder
				draft={draft}
				openedAt={openedAt}
				start={(names) => <NewSegmentStart names={names} onStart={draft.begin} />}
				actions={(checked) => (
					<>
						{draft.isChanged && (
							<>
								<DraftPlace draft={draft} />
								<Button variant="outline" onClick={draft.startOver}>
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
								if (isNamed) save.mutate();
							}}
						>
							Save segment
						</Button>
					</>
				)}
			/>
		</>
	);
}
