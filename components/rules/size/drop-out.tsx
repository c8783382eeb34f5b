"use client";

import { useId } from "react";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPercent, withSign } from "@/components/ui/format-number";

export type DropStep = {
	key: string;
	/** The condition in words. */
	label: string;
	left: number;
};

/**
 * Where people drop out: how many are left after each condition in turn, from everybody down. Bars share one scale
 * from zero; every number stands beside its bar.
 */
export function DropOut({
	base,
	steps,
	isCurrent,
}: {
	base: number;
	steps: readonly DropStep[];
	isCurrent: boolean;
}) {
	const title = useId();
	const rows = [{ key: "everybody", label: "Everybody", left: base }, ...steps];
	return (
		<section aria-labelledby={title} className="border-border border-t p-4">
			<h2 id={title} className="mb-2 font-medium text-muted-foreground text-sm">
				Where people drop out
			</h2>
			<ol className={cn("grid gap-2 transition-opacity", !isCurrent && "opacity-60")}>
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
										? "nobody drops out here"
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
		</section>
	);
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
