"use client";

import { useQuery } from "@tanstack/react-query";
import { useCan } from "@/components/shell/workspace-context";
import { sourcesQueries } from "@/components/sources/api";
import { CatalogueEvents } from "@/components/sources/catalogue-events";
import { CatalogueTraits } from "@/components/sources/catalogue-traits";
import { AsOf } from "@/components/ui/relative-time";

/** Names seen in data: what segments can use. */
export function CatalogueTab() {
	const catalogue = useQuery(sourcesQueries.catalogue());
	const trends = useQuery(sourcesQueries.trends());
	const stopped = trends.data?.items.filter(({ stoppedSince }) => stoppedSince !== null) ?? [];
	const mayWrite = useCan("data.write");
	return (
		<div className="grid gap-6">
			{/* Its line is reserved while the figures load, so that nothing moves when they arrive. */}
			{!catalogue.isError && (
				<p className="min-h-5 text-muted-foreground text-sm">
					{catalogue.data && (
						<>
							<AsOf at={catalogue.data.asOf} />.{" "}
						</>
					)}
					{stopped.length > 0 && (
						<span className="text-warning">
							No data any more:{" "}
							{stopped
								.slice(0, 3)
								.map(({ name }) => name)
								.join(", ")}
							{stopped.length > 3 && ` and ${stopped.length - 3} more`}. Check what sends them.
						</span>
					)}
				</p>
			)}
			<CatalogueEvents catalogue={catalogue} trends={trends.data?.items} mayWrite={mayWrite} />
			{catalogue.data && catalogue.data.traits.length > 0 && (
				<CatalogueTraits catalogue={catalogue.data} mayWrite={mayWrite} />
			)}
		</div>
	);
}
