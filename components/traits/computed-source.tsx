"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { traitsQueries } from "@/components/traits/api";
import { kindLooks } from "@/components/traits/trait-words";

/** Where a computed value on a profile comes from: its kind, and a link to its definition. */
export function ComputedSource({ name }: { name: string }) {
	const slug = useWorkspaceSlug();
	const list = useQuery(traitsQueries.list());
	const trait = list.data?.items.find((each) => each.name === name && each.state !== "archived");
	if (!trait) return <>Computed</>;
	const { icon: Icon, label } = kindLooks[trait.kind];
	return (
		<Link
			href={`/${slug}/traits/${trait.id}`}
			prefetch={false}
			title={trait.says}
			className="inline-flex max-w-full items-center align-bottom gap-1.5 hover:underline"
		>
			<Icon aria-hidden="true" className="size-3.5 shrink-0" />
			<span className="truncate">{label}</span>
		</Link>
	);
}
