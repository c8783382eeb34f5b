"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/skeleton";

type Row = { person: { uid: number; label: string }; detail: ReactNode };

/** Ten people beside a number, each with a few details. */
export function TenOfThem({
	rows,
	error,
	isCurrent,
}: {
	/** Undefined while they are being fetched. */
	rows: readonly Row[] | undefined;
	error: Error | null;
	isCurrent: boolean;
}) {
	const slug = useWorkspaceSlug();
	return (
		<div className="border-border border-t p-4">
			<h2 className="mb-2 font-medium text-muted-foreground text-sm">Ten of them</h2>
			{error && !rows ? (
				<p className="text-muted-foreground text-sm">They could not be fetched: {error.message}</p>
			) : !rows ? (
				<Skeleton className="h-32" />
			) : (
				<ul className={cn("grid gap-0.5 transition-colors", !isCurrent && "text-muted-foreground")}>
					{rows.map(({ person, detail }) => (
						<li key={person.uid} className="flex min-h-7 items-center justify-between gap-3 text-sm">
							<Link
								href={`/${slug}/profiles/${person.uid}`}
								prefetch={false}
								className="min-w-0 truncate hover:underline"
							>
								{person.label}
							</Link>
							{detail}
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
