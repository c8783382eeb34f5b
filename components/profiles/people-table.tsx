import Link from "next/link";
import { profileName } from "@/components/profiles/profile-name";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ProfileSummary } from "@/lib/profiles/api";

export function PeopleTable({ people, isStale }: { people: readonly ProfileSummary[]; isStale: boolean }) {
	const slug = useWorkspaceSlug();
	return (
		<div
			className={cn(
				"overflow-hidden rounded-lg border border-border bg-card shadow-xs transition-opacity",
				isStale && "opacity-60",
			)}
		>
			<Table>
				<caption className="sr-only">People</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Person</TableHead>
						<TableHead className="max-md:hidden">User id</TableHead>
						<TableHead className="max-sm:hidden">State</TableHead>
						<TableHead className="text-right">First seen</TableHead>
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
										className="block truncate font-medium after:absolute after:inset-0 after:content-['']"
									>
										{name}
									</Link>
									{person.email && person.email !== name && (
										<div className="truncate text-muted-foreground">{person.email}</div>
									)}
								</TableCell>
								<TableCell className="max-w-56 truncate text-muted-foreground max-md:hidden">
									{person.userId ?? "none"}
								</TableCell>
								<TableCell className="max-sm:hidden">
									<Badge variant={person.isKnown ? "default" : "secondary"}>
										{person.isKnown ? "Known" : "Anonymous"}
									</Badge>
								</TableCell>
								<TableCell className="whitespace-nowrap text-right text-muted-foreground">
									<RelativeTime at={person.firstSeenAt} />
								</TableCell>
							</TableRow>
						);
					})}
				</TableBody>
			</Table>
		</div>
	);
}
