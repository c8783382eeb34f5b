import Link from "next/link";
import type { ReactNode } from "react";
import { formatPersonValue } from "@/components/profiles/format-person-value";
import { profileName } from "@/components/profiles/profile-name";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Badge } from "@/components/ui/badge";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { Updating } from "@/components/ui/updating";
import type { ProfileSummary } from "@/lib/profiles/api";
import type { PeopleFigures, PersonFigures } from "@/lib/segments/figures-api";

/**
 * People with their activity and lifecycle stage. `figures` load after the names: undefined while loading.
 */
export function PeopleTable({
	people,
	figures,
	isUnread,
	isStale,
}: {
	people: readonly ProfileSummary[];
	figures: readonly PeopleFigures[];
	/** Figures that failed to load: an error in their place. */
	isUnread: boolean;
	isStale: boolean;
}) {
	const slug = useWorkspaceSlug();
	const figuresOf = new Map(figures.flatMap(({ items }) => items.map((each) => [each.uid, each])));
	const first = figures[0];
	// Until the first figures have loaded, every column has its space.
	const hasOrders = !first || first.purchase !== null;
	const hasValue = !first || first.amount !== null;
	const hasStage = !first || first.stage !== null;
	const cell = (uid: number, draw: (known: PersonFigures) => ReactNode) => {
		const known = figuresOf.get(uid);
		return known ? draw(known) : <Muted>{isUnread ? "unknown" : "…"}</Muted>;
	};
	return (
		<Updating
			isUpdating={isStale}
			className="overflow-hidden rounded-lg border border-border bg-card shadow-xs"
		>
			<Table>
				<caption className="sr-only">People</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Person</TableHead>
						<TableHead className="max-lg:hidden">User ID</TableHead>
						{hasStage && (
							<TableHead className="max-md:hidden" title={first?.stage?.name}>
								Stage
							</TableHead>
						)}
						{hasOrders && (
							<TableHead className="text-right max-sm:hidden" title={first?.purchase ?? undefined}>
								Orders
							</TableHead>
						)}
						{hasValue && (
							<TableHead
								className="text-right max-sm:hidden"
								title={first ? `Sum of ${first.amount} over all ${first.purchase}` : undefined}
							>
								Value
							</TableHead>
						)}
						<TableHead className="text-right">Last seen</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{people.map((person) => {
						const name = profileName(person);
						return (
							<TableRow
								key={person.uid}
								className="relative hover:bg-accent/60 has-[a[data-row]:focus-visible]:bg-accent"
							>
								<TableCell className="w-full max-w-0 sm:w-auto sm:max-w-md">
									<Link
										href={`/${slug}/profiles/${person.uid}`}
										prefetch={false}
										data-row=""
										className="flex items-center gap-2 font-medium after:absolute after:inset-0 after:content-['']"
									>
										<span className="truncate">{name}</span>
										{!person.isKnown && <Badge>Anonymous</Badge>}
									</Link>
									{person.email && person.email !== name && (
										<div className="truncate text-muted-foreground">{person.email}</div>
									)}
								</TableCell>
								<TableCell className="max-w-48 truncate text-muted-foreground max-lg:hidden">
									{person.userId ?? "none"}
								</TableCell>
								{hasStage && (
									<TableCell className="min-w-24 max-w-40 truncate max-md:hidden">
										{cell(person.uid, ({ stage }) => stage ?? <Muted>none</Muted>)}
									</TableCell>
								)}
								{hasOrders && (
									<TableCell className="min-w-16 text-right tabular-nums max-sm:hidden">
										{cell(person.uid, ({ orders }) => (orders ? formatCount(orders) : <Muted>0</Muted>))}
									</TableCell>
								)}
								{hasValue && (
									<TableCell className="min-w-24 text-right tabular-nums max-sm:hidden">
										{cell(person.uid, (known) =>
											known.orders ? formatPersonValue(known) : <Muted>0</Muted>,
										)}
									</TableCell>
								)}
								<TableCell className="min-w-24 whitespace-nowrap text-right text-muted-foreground">
									{cell(person.uid, ({ lastSeenAt }) =>
										lastSeenAt ? <RelativeTime at={lastSeenAt} /> : "no events",
									)}
								</TableCell>
							</TableRow>
						);
					})}
				</TableBody>
			</Table>
		</Updating>
	);
}

function Muted({ children }: { children: ReactNode }) {
	return <span className="text-muted-foreground">{children}</span>;
}
