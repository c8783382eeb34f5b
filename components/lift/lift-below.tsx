import { formatInterval, formatRelative } from "@/components/lift/format-figures";
import type { LiftSummary } from "@/lib/lift/contracts";

/** The lift under its verdict, where the screen is too narrow for a lift column. Hidden while unknown. */
export function LiftBelow({ primary }: { primary: LiftSummary["primary"] }) {
	if (!primary?.relative.known) return null;
	const { figure } = primary.relative;
	return (
		<span className="block text-xs tabular-nums sm:hidden">
			{formatRelative(figure.value)}{" "}
			<span className="text-muted-foreground">({formatInterval(figure, formatRelative)})</span>
		</span>
	);
}
