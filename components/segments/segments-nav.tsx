"use client";

import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { cn } from "@/components/ui/class-names";

const places = [
	{ id: "segments", label: "Segments", path: "segments" },
	{ id: "lists", label: "Lists", path: "segments/lists" },
] as const;

/** Between segments, described by rules, and lists, written down. */
export function SegmentsNav({ current }: { current: (typeof places)[number]["id"] }) {
	const slug = useWorkspaceSlug();
	return (
		<nav aria-label="Segments and lists" className="flex items-center gap-5 border-border border-b">
			{places.map(({ id, label, path }) => (
				<Link
					key={id}
					href={`/${slug}/${path}`}
					aria-current={id === current ? "page" : undefined}
					className={cn(
						"-mb-px inline-flex h-9 items-center border-b-2 font-medium text-sm transition-colors hover:text-foreground",
						id === current ? "border-primary text-foreground" : "border-transparent text-muted-foreground",
					)}
				>
					{label}
				</Link>
			))}
		</nav>
	);
}
