"use client";

import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { isDraftKept } from "@/components/shell/drafts/kept-draft";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Skeleton } from "@/components/ui/skeleton";

const newSegment = sleepingPart({
	load: async () => (await import("@/components/segments/new-segment")).NewSegment,
	waiting: <Skeleton className="h-64" />,
});

/** Served as it looks; the builder comes when somebody turns to it, and at once where a draft was left. */
export function NewSegmentPage({ openedAt }: { openedAt: string }) {
	const slug = useWorkspaceSlug();
	return (
		<Sleeping
			part={newSegment}
			props={{ openedAt }}
			isNeeded={() => isDraftKept(draftKeys.newSegment(slug))}
		/>
	);
}
