"use client";

import { useId } from "react";
import { DropBars, type DropStep } from "@/components/chart/drop-bars";
import { cn } from "@/components/ui/class-names";

/** How each condition narrows the audience: how many are left after each condition in turn, from everyone down. */
export function DropOut({
	base,
	steps,
	isCurrent,
}: {
	base: number;
	steps: readonly DropStep[];
	isCurrent: boolean;
}) {
	const title = useId();
	return (
		<section aria-labelledby={title} className="border-border border-t p-4">
			<h2 id={title} className="mb-2 font-medium text-muted-foreground text-sm">
				How each condition narrows the audience
			</h2>
			{/* The panel's bar says that newer numbers are loading. */}
			<div className={cn(!isCurrent && "grayscale")}>
				<DropBars rows={[{ key: "everyone", label: "Everyone", left: base }, ...steps]} />
			</div>
		</section>
	);
}
