import Link from "next/link";
import { useId, useState } from "react";
import { SearchInput } from "@/components/data-table/search-input";
import { NetworkMark } from "@/components/destinations/network-mark";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { NetworkView } from "@/lib/destinations/contracts";

/** What most people look for comes first. */
const firstCategories = ["Advertising", "Email & messaging", "CRM", "Storage", "Engineering"];

/** The catalog by category: what can be connected. */
export function NetworkCards({
	networks,
	mayConnect,
}: {
	networks: readonly NetworkView[];
	mayConnect: boolean;
}) {
	const headingId = useId();
	const [search, setSearch] = useState("");
	const wanted = search.trim().toLowerCase();
	const shown = networks.filter(({ name, category, summary }) =>
		`${name} ${category} ${summary}`.toLowerCase().includes(wanted),
	);
	const categories = new Set([...firstCategories, ...networks.map(({ category }) => category)]);
	return (
		<section aria-labelledby={headingId} className="grid gap-4">
			<div className="flex flex-wrap items-center justify-between gap-3">
				<h2 id={headingId} className="font-semibold text-base">
					Networks you can connect
				</h2>
				<SearchInput
					label="Find a network"
					value={search}
					onChange={setSearch}
					className="max-w-none sm:w-64"
				/>
			</div>
			{networks.length > 0 && shown.length === 0 && (
				<p role="status" className="py-6 text-center text-muted-foreground text-sm">
					No network matches “{search.trim()}”. A webhook reaches any system of your own.
				</p>
			)}
			{[...categories].map((category) => {
				const own = shown.filter((network) => network.category === category);
				if (own.length === 0) return null;
				return (
					<div key={category} className="grid gap-2">
						<h3 className="font-medium text-muted-foreground text-sm">{category}</h3>
						<ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
							{own.map((network) => (
								<li key={network.slug}>
									<NetworkCard network={network} mayConnect={mayConnect} />
								</li>
							))}
						</ul>
					</div>
				);
			})}
		</section>
	);
}

function NetworkCard({ network, mayConnect }: { network: NetworkView; mayConnect: boolean }) {
	const slug = useWorkspaceSlug();
	return (
		<Card className="flex h-full items-start gap-3 p-4">
			<NetworkMark network={network.slug} name={network.name} />
			<div className="grid min-w-0 flex-1 gap-1">
				<h4 className="min-w-0 font-medium">{network.name}</h4>
				<p className="text-muted-foreground text-sm">{network.summary}</p>
			</div>
			{mayConnect && (
				<Button variant="outline" size="sm" asChild>
					<Link href={`/${slug}/destinations/connect/${network.slug}`} aria-label={`Connect ${network.name}`}>
						Connect
					</Link>
				</Button>
			)}
		</Card>
	);
}
