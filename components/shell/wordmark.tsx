import { cn } from "@/components/ui/class-names";

/** Muster's mark: people in a ring, the held-out one apart in gray. */
export function Wordmark({ className }: { className?: string }) {
	return (
		<span className={cn("inline-flex items-center gap-2 font-semibold tracking-tight", className)}>
			<svg viewBox="0 0 24 24" aria-hidden="true" className="size-6">
				<g className="fill-treated">
					<circle cx="12" cy="4" r="2.6" />
					<circle cx="18.9" cy="8" r="2.6" />
					<circle cx="18.9" cy="16" r="2.6" />
					<circle cx="12" cy="20" r="2.6" />
					<circle cx="5.1" cy="16" r="2.6" />
				</g>
				<circle cx="5.1" cy="8" r="2.6" className="fill-holdout" />
			</svg>
			Muster
		</span>
	);
}
