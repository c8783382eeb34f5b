"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SegmentBuilder } from "@/components/rules/segment-builder";
import { useRuleDraft } from "@/components/rules/use-rule-draft";
import { forgetSegments, refreshSegment, segmentsQueries, updateSegment } from "@/components/segments/api";
import { PublishDialog } from "@/components/segments/publish-dialog";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftPlace } from "@/components/shell/drafts/draft-place";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { SegmentDetail } from "@/lib/segments/contracts";

type Props = { segmentId: string; isArchived: boolean; openedAt: string };

/**
 * The rule in the builder. Saving first shows who enters and leaves; then a new version is created and its
 * members built. Of the segment it is given only what its look depends on: a new size, as of now, fetches no code.
 */
export function RuleTab({ segmentId, ...look }: Props) {
	const { data: segment } = useQuery(segmentsQueries.detail(segmentId));
	return segment ? <RuleOf segment={segment} {...look} /> : null;
}

function RuleOf({ segment, isArchived, openedAt }: Omit<Props, "segmentId"> & { segment: SegmentDetail }) {
	const client = useQueryClient();
	const mayWrite = useCan("segments.write") && !isArchived;
	const draft = useRuleDraft(segment.rule, draftKeys.segment(segment), segment.version);
	const [isPublishing, setPublishing] = useState(false);
	const save = async ({ confirmGolden }: { confirmGolden: boolean }) => {
		const saved = await updateSegment(segment.id, {
			rule: draft.rule,
			basedOnVersion: draft.basedOn,
			...(confirmGolden ? { confirmGolden } : {}),
		});
		draft.settle();
		toast.success(`Version ${saved.version} is saved`, {
			description: "Its members are being computed. Until then the previous version stays live.",
		});
		client.setQueryData(segmentsQueries.detail(segment.id).queryKey, saved);
		void refreshSegment(segment.id)
			.catch((error: unknown) => showError("The members could not be computed yet", error))
			.finally(() => void forgetSegments(client));
	};
	return (
		<SegmentBuilder
			draft={draft}
			openedAt={openedAt}
			segmentId={segment.id}
			isReadOnly={!mayWrite}
			actions={(checked) => (
				<>
					{draft.isChanged && (
						<>
							<DraftPlace draft={draft} />
							<Button variant="outline" onClick={() => draft.reset(segment.rule)}>
								Discard changes
							</Button>
						</>
					)}
					<Button
						shortcut="save submit"
						disabled={!checked.ok || !draft.isChanged || draft.trouble !== null}
						onClick={() => setPublishing(true)}
					>
						Save version {segment.version + 1}
					</Button>
					{isPublishing && (
						<PublishDialog
							segment={segment}
							rule={draft.rule}
							onSave={save}
							onClose={() => setPublishing(false)}
						/>
					)}
				</>
			)}
		/>
	);
}
