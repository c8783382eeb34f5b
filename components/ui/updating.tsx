import type { ComponentProps } from "react";
import { cn } from "@/components/ui/class-names";

/**
 * Content about to be replaced: a bar at its top edge says so, and its colors are muted. Never by opacity: what is
 * readable must stay so while people type.
 */
export function Updating({
	isUpdating,
	className,
	children,
	...props
}: { isUpdating: boolean } & ComponentProps<"div">) {
	return (
		<div
			aria-busy={isUpdating || undefined}
			className={cn("relative", isUpdating && "*:not-first:grayscale", className)}
			{...props}
		>
			<UpdateBar isUpdating={isUpdating} className="absolute inset-x-0 top-0" />
			{children}
		</div>
	);
}

/** A subtle sign that newer content is loading. */
export function UpdateBar({ isUpdating, className }: { isUpdating: boolean; className?: string }) {
	return (
		<div className={cn("h-0.5 bg-transparent", className)} aria-hidden="true">
			<div
				className={cn(
					"h-full w-full bg-primary transition-opacity",
					isUpdating ? "animate-pulse opacity-100" : "opacity-0",
				)}
			/>
		</div>
	);
}
