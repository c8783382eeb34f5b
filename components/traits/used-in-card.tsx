"use client";

import { Calculator, SquareDashedMousePointer } from "lucide-react";
import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import type { TraitUser } from "@/lib/traits/contracts";

const places = {
	segment: { path: "segments", icon: SquareDashedMousePointer, label: "segment" },
	trait: { path: "traits", icon: Calculator, label: "trait" },
} as const;

/** What uses a computed trait, with links. */
export function UsedInCard({ usedIn }: { usedIn: readonly TraitUser[] }) {
	const slug = useWorkspaceSlug();
	return (
		<div className="mt-2 border-border border-t pt-3">
			<h3 className="mb-1 font-medium text-muted-foreground text-sm">Used in</h3>
			{usedIn.length === 0 ? (
				<p className="text-muted-foreground text-sm">Nothing yet. You can change or archive it freely.</p>
			) : (
				<ul className="grid gap-0.5">
					{usedIn.map(({ kind, id, name }) => {
						const { path, icon: Icon, label } = places[kind];
						return (
							<li key={id}>
								<Link
									href={`/${slug}/${path}/${id}`}
									className="inline-flex min-h-7 max-w-full items-center gap-2 text-sm hover:underline"
								>
									<Icon aria-hidden="true" className="size-3.5 shrink-0 text-muted-foreground" />
									<span className="truncate">{name}</span>
									<span className="text-muted-foreground text-xs">{label}</span>
								</Link>
							</li>
						);
					})}
				</ul>
			)}
		</div>
	);
}
