"use client";

import { useQuery } from "@tanstack/react-query";
import { catalogQueries } from "@/components/segments/api";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { isDraftKept } from "@/components/shell/drafts/kept-draft";
import { ErrorNotice } from "@/components/shell/error-notice";
import { traitsQueries } from "@/components/traits/api";
import { Skeleton } from "@/components/ui/skeleton";

const editTrait = sleepingPart({
	load: async () => (await import("@/components/traits/edit-trait")).EditTrait,
	waiting: <Skeleton className="h-64" />,
});

/** The editor of a computed trait: server-rendered, its code fetched on first interaction. */
export function EditTraitPage({ traitId, openedAt }: { traitId: string; openedAt: string }) {
	const trait = useQuery(traitsQueries.detail(traitId));
	const names = useQuery(catalogQueries.all());
	const error = trait.error ?? names.error;
	if (trait.data && names.data) {
		const { data } = trait;
		return (
			<Sleeping
				key={data.version}
				part={editTrait}
				props={{ trait: data, names: names.data, openedAt }}
				isNeeded={() => isDraftKept(draftKeys.trait(data))}
			/>
		);
	}
	if (error) return <ErrorNotice error={error} onRetry={trait.error ? trait.refetch : names.refetch} />;
	return <Skeleton className="h-64" />;
}
