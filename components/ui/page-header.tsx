import type { ReactNode } from "react";
import { cn } from "./class-names";

/** The top of every page: title, one line about it, and at most one primary action at the right. */
export function PageHeader({
	title,
	description,
	meta,
	action,
	className,
}: {
	title: ReactNode;
	description?: ReactNode;
	/** Badges beside the title. */
	meta?: ReactNode;
	action?: ReactNode;
	className?: string;
}) {
	return (
		<header className={cn("flex flex-wrap items-start justify-between gap-x-6 gap-y-3", className)}>
			<div className="min-w-0 flex-1 basis-64">
				<div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
					<h1 className="text-balance outline-none break-words font-semibold text-xl tracking-tight">
						{title}
					</h1>
					{meta}
				</div>
				{description && (
					<div className="mt-0.5 max-w-2xl text-pretty text-muted-foreground text-sm">{description}</div>
				)}
			</div>
			{action && <div className="flex flex-wrap items-center gap-2">{action}</div>}
		</header>
	);
}
