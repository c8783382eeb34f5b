"use client";

import { useState } from "react";
import { RetypeDialog } from "@/components/sources/retype-dialog";
import { typeWords } from "@/components/sources/type-words";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format-number";
import type { DataCatalogueView } from "@/lib/sources/contracts";

/** The traits people have, the type of each, and how many have it. */
export function CatalogueTraits({
	catalogue,
	mayWrite,
}: {
	catalogue: DataCatalogueView;
	mayWrite: boolean;
}) {
	const [retyped, setRetyped] = useState<DataCatalogueView["traits"][number] | null>(null);
	return (
		<section className="grid gap-2" aria-label="Traits">
			<h2 className="font-medium text-sm">Traits</h2>
			{catalogue.isFullOfTraits && (
				<Alert>
					<AlertTitle>Values of traits with new names are not stored</AlertTitle>
					<AlertDescription>
						<p>
							{formatCount(catalogue.maxTraits)} names of traits are kept; a sender that writes ids into names
							fills them. What is left out is named in the answer to its message, and among the problems of
							its import.
						</p>
					</AlertDescription>
				</Alert>
			)}
			<div className="overflow-hidden rounded-lg border border-border bg-card">
				<ul className="divide-y divide-border">
					{catalogue.traits.map((trait) => (
						<li
							key={trait.name}
							className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm sm:px-5"
						>
							<span className="min-w-0 break-words font-medium">{trait.name}</span>
							<Badge variant="outline">{typeWords[trait.type]}</Badge>
							<span className="ml-auto text-muted-foreground tabular-nums">
								{formatCount(trait.people)} people
							</span>
							{mayWrite && !trait.isComputed && (
								<Button
									variant="ghost"
									size="sm"
									aria-label={`Change type of ${trait.name}`}
									onClick={() => setRetyped(trait)}
								>
									Change type
								</Button>
							)}
						</li>
					))}
				</ul>
			</div>
			<p className="text-muted-foreground text-sm">
				Names, email addresses and phone numbers are kept encrypted and apart: they are not in this list.
			</p>
			{retyped && <RetypeDialog trait={retyped} onClose={() => setRetyped(null)} />}
		</section>
	);
}
