import type { ReactNode } from "react";

/** The tooltip of a chart's point. */
export function ChartNote({ children }: { children: ReactNode }) {
	return (
		<div className="grid gap-1 rounded-md border border-border bg-popover px-3 py-2 text-popover-foreground text-xs tabular-nums shadow-lg">
			{children}
		</div>
	);
}
