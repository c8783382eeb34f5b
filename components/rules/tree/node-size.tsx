"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { cn } from "@/components/ui/class-names";
import { formatCount } from "@/components/ui/format-number";

/** How many people a condition or a group matches alone; gray while it is from an earlier draft. */
export function NodeSize({ id }: { id: string | undefined }) {
	const { sizes, areCurrent } = useBuilder();
	const size = id === undefined ? undefined : sizes.get(id);
	return (
		<span
			title="People who match this condition alone"
			className={cn(
				"mt-1 min-w-6 sm:min-w-14 shrink-0 text-right text-sm tabular-nums transition-colors",
				areCurrent ? "text-foreground" : "text-muted-foreground",
			)}
		>
			<span className="sr-only">People: </span>
			{size === undefined ? "–" : formatCount(size)}
		</span>
	);
}
