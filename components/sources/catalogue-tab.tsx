"use client";

import { useQuery } from "@tanstack/react-query";
import { useCan } from "@/components/shell/workspace-context";
import { sourcesQueries } from "@/components/sources/api";
import { CatalogueEvents } from "@/components/sources/catalogue-events";
import { CatalogueTraits } from "@/components/sources/catalogue-traits";
import { AsOf } from "@/components/ui/relative-time";

/** Names seen in data: what segments can ask for. */
export function CatalogueTab() {
	const catalogue = useQuery(sourcesQueries.catalogue());
	const mayWrite = useCan("data.write");
	return (
		<div className="grid gap-6">
			{catalogue.data && (
				<p className="text-muted-foreground text-sm">
					<AsOf at={catalogue.data.asOf} />. Numbers of people are within half a percent.
				</p>
			)}
			<CatalogueEvents catalogue={catalogue} mayWrite={mayWrite} />
			{catalogue.data && catalogue.data.traits.length > 0 && (
				<CatalogueTraits catalogue={catalogue.data} mayWrite={mayWrite} />
			)}
		</div>
	);
}
