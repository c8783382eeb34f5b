"use client";

import dynamic from "next/dynamic";
import { WhenSeen } from "@/components/chart/when-seen";
import { type Bar as BarPoint, prepareBars } from "@/components/traits/prepare-distribution";
import { formatCount, formatNumber } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Distribution } from "@/lib/traits/contracts";

const Histogram = dynamic(async () => (await import("@/components/traits/histogram")).Histogram, {
	ssr: false,
});

/**
 * The distribution of values, from zero people up: a histogram, or the most common values; and the same as a
 * table.
 */
export function DistributionChart({ distribution }: { distribution: Distribution }) {
	if (distribution.kind === "nothing") {
		return <p className="text-muted-foreground text-sm">No one has a value.</p>;
	}
	const bars = prepareBars(distribution);
	return (
		<figure className="m-0 grid gap-2" aria-label="Distribution of values">
			{distribution.kind === "values" ? (
				<TopValues bars={bars} distinct={distribution.distinct} />
			) : (
				<>
					<Middle distribution={distribution} />
					<WhenSeen className="h-44">
						<Histogram bars={bars} />
					</WhenSeen>
				</>
			)}
			<details>
				<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm">
					As a table
				</summary>
				<Table>
					<TableHeader>
						<TableRow>
							<TableHead>Value</TableHead>
							<TableHead className="text-right">People</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{bars.map(({ label, people }) => (
							<TableRow key={label}>
								<TableCell className="break-words">{label}</TableCell>
								<TableCell className="text-right tabular-nums">{formatCount(people)}</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			</details>
		</figure>
	);
}

function Middle({ distribution }: { distribution: Extract<Distribution, { buckets: unknown }> }) {
	const say =
		distribution.kind === "dates"
			? (ms: number) => formatDate(new Date(ms), "UTC")
			: (value: number) => formatNumber(value, 2);
	return (
		<figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground text-sm tabular-nums">
			<span>minimum {say(distribution.min)}</span>
			<span>median {say(distribution.median)}</span>
			{distribution.kind === "numbers" && <span>average {say(distribution.mean)}</span>}
			<span>maximum {say(distribution.max)}</span>
		</figcaption>
	);
}

/** Labels are on their bars: names may be long. */
function TopValues({ bars, distinct }: { bars: BarPoint[]; distinct: number }) {
	const most = Math.max(1, ...bars.map(({ people }) => people));
	return (
		<>
			<ul className="grid gap-1">
				{bars.map(({ label, people }) => (
					<li key={label} className="grid gap-0.5 text-sm">
						<span className="flex justify-between gap-2">
							<span className="min-w-0 truncate" title={label}>
								{label}
							</span>
							<span className="text-muted-foreground tabular-nums">{formatCount(people)}</span>
						</span>
						<span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-muted">
							<span
								className="block h-full rounded-full bg-chart-1"
								style={{ width: `${(people / most) * 100}%` }}
							/>
						</span>
					</li>
				))}
			</ul>
			{distinct > bars.length && (
				<figcaption className="text-muted-foreground text-sm">
					The most frequent of {formatCount(distinct)} different values.
				</figcaption>
			)}
		</>
	);
}
