"use client";

import { useCan } from "@/components/shell/workspace-context";
import { NewTraitButton } from "@/components/traits/new-trait-button";
import { TraitsTable } from "@/components/traits/traits-table";
import { PageHeader } from "@/components/ui/page-header";

/** The computed traits by themselves: for those who may not see where data comes from, too. */
export function TraitsPage() {
	return (
		<>
			<PageHeader
				title="Computed traits"
				description="Calculated from each person's events and traits. Updates automatically."
				action={useCan("traits.write") && <NewTraitButton />}
			/>
			<TraitsTable />
		</>
	);
}
