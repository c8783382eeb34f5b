import { formatCount, formatPercent } from "@/components/ui/format-number";
import type { Reach, ReachRow } from "@/lib/segments/insights-contracts";

/**
 * A bar for each way to reach people: of all, those with an identifier, and of these the ones with consent.
 */
export function ReachRows({ reach }: { reach: Reach }) {
	return (
		<div className="grid gap-3">
			<ul className="grid gap-3">
				{reach.rows.map((row) => (
					<Row key={row.key} row={row} members={reach.members} />
				))}
			</ul>
			<p className="flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground text-xs">
				<Key className="bg-primary">can be reached</Key>
				<Key className="bg-primary/35">has what it needs, but has not agreed</Key>
			</p>
		</div>
	);
}

function Row({ row, members }: { row: ReachRow; members: number }) {
	const share = (count: number) => (members === 0 ? 0 : (count / members) * 100);
	return (
		<li className="grid gap-1 text-sm">
			<div className="flex flex-wrap items-baseline justify-between gap-x-3">
				<span className="font-medium">{row.label}</span>
				<span className="tabular-nums">
					{formatCount(row.reachable)}{" "}
					<span className="text-muted-foreground">
						of {formatCount(members)}
						{members > 0 && ` · ${formatPercent(row.reachable / members)}`}
					</span>
				</span>
			</div>
			<div aria-hidden="true" className="flex h-1.5 overflow-hidden rounded-full bg-muted">
				<span className="bg-primary" style={{ width: `${share(row.reachable)}%` }} />
				<span className="bg-primary/35" style={{ width: `${share(row.withIdentifier - row.reachable)}%` }} />
			</div>
			<span className="text-muted-foreground text-xs tabular-nums">
				{formatCount(row.withIdentifier)} with {row.needs} · {formatCount(row.consenting)} agreed to{" "}
				{row.purpose}
			</span>
		</li>
	);
}

function Key({ className, children }: { className: string; children: string }) {
	return (
		<span className="inline-flex items-center gap-1.5">
			<span aria-hidden="true" className={`h-1.5 w-3.5 rounded-full ${className}`} />
			{children}
		</span>
	);
}
