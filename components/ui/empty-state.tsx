import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

/** States what would be here, why it is not yet, and offers the one next step. */
export function EmptyState({
	icon: Icon,
	title,
	headingLevel: Heading = "h2",
	description,
	action,
	children,
	className,
}: {
	icon?: LucideIcon;
	title: string;
	/** "h1" where the whole page is empty. */
	headingLevel?: "h1" | "h2" | "h3";
	description?: ReactNode;
	action?: ReactNode;
	children?: ReactNode;
	className?: string;
}) {
	return (
		<div className={cn("flex flex-col items-center justify-center px-6 py-14 text-center", className)}>
			{Icon && (
				<span className="mb-4 flex size-10 items-center justify-center rounded-lg border border-border bg-muted/60 text-muted-foreground">
					<Icon aria-hidden="true" className="size-5" />
				</span>
			)}
			<Heading className="text-balance font-semibold text-base">{title}</Heading>
			{description && (
				<p className="mt-1 max-w-md text-pretty text-muted-foreground text-sm">{description}</p>
			)}
			{action && <div className="mt-5 flex flex-wrap items-center justify-center gap-2">{action}</div>}
			{children}
		</div>
	);
}
