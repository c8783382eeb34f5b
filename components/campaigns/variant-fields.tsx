"use client";

import dynamic from "next/dynamic";
import type { ComponentProps } from "react";
import { blankVariant, evenly } from "@/components/campaigns/variant-drafts";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";

// Fetched when there are any.
const VariantList = dynamic(async () => (await import("@/components/campaigns/variant-list")).VariantList, {
	loading: () => <Skeleton className="h-80" />,
});

/** The variants of a campaign, if it has any. */
export function VariantFields(props: ComponentProps<typeof VariantList>) {
	if (props.variants.length > 0) return <VariantList {...props} />;
	return (
		<div className="flex flex-wrap items-center justify-between gap-3 text-sm">
			<p className="text-muted-foreground">Everyone treated is sent to the same audience.</p>
			<Button
				variant="outline"
				size="sm"
				onClick={() => props.onChange(evenly([blankVariant(0), blankVariant(1)]))}
			>
				Test variants
			</Button>
		</div>
	);
}
