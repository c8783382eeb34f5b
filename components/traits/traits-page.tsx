"use client";

import { useMay } from "@/components/shell/workspace-context";
import { NewTraitButton } from "@/components/traits/new-trait-button";
import { TraitsTable } from "@/components/traits/traits-table";
import { PageHeader } from "@/components/ui/page-header";

/** The computed traits by themselves: for those who may not see where data comes from, too. */
export function TraitsPage() {
	return (
		<>
			<PageHeader
				title="Computed traits"
				description="Worked out from what people did and are; kept fresh, on every profile, and usable in every rule."
				action={useMay("traits.write") && <NewTraitButton />}
			/>
			<TraitsTable />
		</>
	);
}
