"use client";

import { type Combination, keyOf } from "@/components/segments/combined-rule";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { isDraftKept } from "@/components/shell/drafts/kept-draft";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Skeleton } from "@/components/ui/skeleton";

const newSegment = sleepingPart({
	load: async () => (await import("@/components/segments/new-segment")).NewSegment,
	waiting: <Skeleton className="h-64" />,
});

/** Server-rendered; the builder loads on first interaction, and at once if a draft was left. */
export function NewSegmentPage({ openedAt, given }: { openedAt: string; given: Combination }) {
	const slug = useWorkspaceSlug();
	return (
		<Sleeping
			part={newSegment}
			props={{ openedAt, given }}
			isNeeded={() => isDraftKept(draftKeys.newSegment(slug, keyOf(given)))}
		/>
	);
}
