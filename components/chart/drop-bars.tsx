import { formatCount, formatPercent, withSign } from "@/components/ui/format-number";

export type DropStep = {
	key: string;
	/** What those who are left have in common, in words. */
	label: string;
	left: number;
};

/**
 * How many people are left after each step in turn, from the first row down. Bars share one scale from zero; every number
 * is beside its bar, so that the list is its own table.
 */
export function DropBars({ rows }: { rows: readonly DropStep[] }) {
	const base = rows[0]?.left ?? 0;
	return (
		<ol className="grid gap-2">
			{rows.map(({ key, label, left }, index) => {
				const before = rows[index - 1]?.left;
				return (
					<li key={key} className="grid gap-0.5 text-sm">
						<span className="flex items-baseline justify-between gap-2">
							<span className="line-clamp-2 min-w-0 break-words" title={label}>
								{label}
							</span>
							<span className="shrink-0 font-medium tabular-nums">{formatCount(left)}</span>
						</span>
						<span className="flex h-2 overflow-hidden rounded-sm bg-muted" aria-hidden="true">
							<span className="bg-primary" style={{ width: `${share(left, base) * 100}%` }} />
							{before !== undefined && (
								<span className="bg-holdout/40" style={{ width: `${share(before - left, base) * 100}%` }} />
							)}
						</span>
						{before !== undefined && (
							<span className="text-muted-foreground text-xs tabular-nums">
								{before === left
									? "no one drops out here"
									: `${withSign(formatCount(left - before), left - before)} (${withSign(
											formatPercent(share(left - before, before)),
											left - before,
										)})`}
							</span>
						)}
					</li>
				);
			})}
		</ol>
	);
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
