"use client";

import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { type ComponentProps, useRef } from "react";
import { useRowKeys } from "@/components/data-table/use-row-keys";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format-number";
import { ShowMore } from "@/components/ui/show-more";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { DisplayPerson } from "@/lib/profiles/display-person";

/** People as rows that link to their pages, each with a "why" button. */
export function PeopleList({
	caption,
	people,
	onAsk,
}: {
	caption: string;
	people: readonly DisplayPerson[];
	onAsk: (profileId: number) => void;
}) {
	const slug = useWorkspaceSlug();
	const table = useRef<HTMLDivElement>(null);
	useRowKeys(table);
	return (
		<div ref={table} className="overflow-hidden rounded-lg border border-border bg-card shadow-xs">
			<Table>
				<caption className="sr-only">{caption}</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Person</TableHead>
						<TableHead className="max-sm:hidden">Email</TableHead>
						<TableHead>Known</TableHead>
						<TableHead className="text-right">
							<span className="sr-only">Why</span>
						</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{people.map((person) => (
						<TableRow key={person.uid} className="relative hover:bg-accent/60">
							<TableCell>
								<Link
									href={`/${slug}/profiles/${person.uid}`}
									prefetch={false}
									data-row=""
									className="font-medium after:absolute after:inset-0 after:content-['']"
								>
									{person.label}
								</Link>
							</TableCell>
							<TableCell className="text-muted-foreground max-sm:hidden">{person.email ?? "none"}</TableCell>
							<TableCell>
								<Badge variant={person.isKnown ? "secondary" : "outline"}>
									{person.isKnown ? "known" : "anonymous"}
								</Badge>
							</TableCell>
							<TableCell className="text-right">
								<Button
									variant="ghost"
									size="sm"
									className="relative -my-1"
									aria-label={`Why: ${person.label}`}
									onClick={() => onAsk(person.uid)}
								>
									<CircleHelp aria-hidden="true" />
									Why
								</Button>
							</TableCell>
						</TableRow>
					))}
				</TableBody>
			</Table>
		</div>
	);
}

/** How many of them are listed, and a link to the next page. */
export function MorePeople({
	list,
	shown,
	total,
}: {
	list: ComponentProps<typeof ShowMore>["list"];
	shown: number;
	total: Parameters<typeof formatCount>[0];
}) {
	return (
		<div className="flex items-center gap-3">
			<ShowMore list={list} align="start" />
			<span className="text-muted-foreground text-sm tabular-nums">
				{formatCount(shown)} of {formatCount(total)} shown
			</span>
		</div>
	);
}
