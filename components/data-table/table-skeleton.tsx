import { Skeleton } from "@/components/ui/skeleton";

/** A list's frame while its rows load; as tall as a short list, so that little moves. */
export function TableSkeleton({ columns = 4, rows = 6 }: { columns?: number; rows?: number }) {
	return (
		<div role="status" aria-label="Loading" className="grid gap-3">
			<Skeleton className="h-8 w-full sm:w-64" />
			<div className="overflow-hidden rounded-lg border border-border bg-card">
				{Array.from({ length: rows }, (_, row) => (
					<div
						// biome-ignore lint/suspicious/noArrayIndexKey: the rows never move.
						key={row}
						className="flex h-11 items-center gap-6 border-border border-b px-4 last:border-0"
					>
						<Skeleton className="h-4 flex-1" />
						{Array.from({ length: columns - 1 }, (_, column) => (
							<Skeleton
								// biome-ignore lint/suspicious/noArrayIndexKey: the columns never move.
								key={column}
								className="h-4 w-20 max-sm:hidden"
							/>
						))}
					</div>
				))}
			</div>
		</div>
	);
}
