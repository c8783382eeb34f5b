import type { ReactNode } from "react";
import { cn } from "./class-names";

/** One number with its name. An unknown number is shown as unknown, with the reason; never as 0. */
export function Stat({
	label,
	value,
	detail,
	unknownReason,
	isStale = false,
	size = "default",
	className,
}: {
	label: ReactNode;
	/** Already formatted; null when unknown. */
	value: ReactNode | null;
	detail?: ReactNode;
	unknownReason?: ReactNode;
	/** Grays out the number while a newer one is being computed. */
	isStale?: boolean;
	size?: "default" | "lg";
	className?: string;
}) {
	const isUnknown = value === null || value === undefined;
	return (
		<div className={cn("min-w-0", className)}>
			<div className="text-muted-foreground text-sm">{label}</div>
			<div
				className={cn(
					"mt-0.5 font-semibold tabular-nums tracking-tight transition-colors",
					size === "lg" ? "text-4xl" : "text-2xl",
					(isStale || isUnknown) && "text-muted-foreground",
				)}
				aria-busy={isStale || undefined}
			>
				{isUnknown ? "Unknown" : value}
			</div>
			{(isUnknown ? unknownReason : detail) && (
				<div className="mt-0.5 text-muted-foreground text-sm">{isUnknown ? unknownReason : detail}</div>
			)}
		</div>
	);
}
