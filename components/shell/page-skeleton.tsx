import { Skeleton } from "@/components/ui/skeleton";

/** A page's frame while its numbers load. */
export function PageSkeleton() {
	return (
		<div className="grid gap-6" role="status" aria-label="Loading">
			<div className="flex items-center justify-between gap-4">
				<div className="grid gap-2">
					<Skeleton className="h-7 w-44" />
					<Skeleton className="h-4 w-72 max-w-full" />
				</div>
				<Skeleton className="h-8 w-28" />
			</div>
			<div className="rounded-lg border border-border bg-card">
				{["w-1/3", "w-2/5", "w-1/4", "w-1/3", "w-2/5", "w-1/4"].map((width, index) => (
					<div
						// biome-ignore lint/suspicious/noArrayIndexKey: the rows never move.
						key={index}
						className="flex h-12 items-center justify-between border-border border-b px-4 last:border-0"
					>
						<Skeleton className={`h-4 ${width}`} />
						<Skeleton className="h-4 w-16" />
					</div>
				))}
			</div>
		</div>
	);
}
