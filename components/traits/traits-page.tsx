"use client";

import { useCan } from "@/components/shell/workspace-context";
import { NewTraitButton } from "@/components/traits/new-trait-button";
import { TraitsTable } from "@/components/traits/traits-table";
import { PageHeader } from "@/components/ui/page-header";

/** The computed traits alone: also for roles that may not see data sources. */
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
