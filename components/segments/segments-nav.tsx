"use client";

import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { TabLinks } from "@/components/ui/tab-links";

const places = [
	{ id: "segments", label: "Segments", path: "segments" },
	{ id: "lists", label: "Lists", path: "segments/lists" },
] as const;

/** Switches between segments, defined by rules, and lists, which are fixed. */
export function SegmentsNav({ current }: { current: (typeof places)[number]["id"] }) {
	const slug = useWorkspaceSlug();
	return (
		<TabLinks
			label="Segments and lists"
			links={places.map(({ id, label, path }) => ({
				href: `/${slug}/${path}`,
				label,
				isCurrent: id === current,
			}))}
		/>
	);
}
