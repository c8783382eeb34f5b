"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Bar as BarPoint } from "@/components/traits/prepare-distribution";
import { formatCompact, formatPeople } from "@/components/ui/format-number";

/** How many people have values in each stretch, from zero people up. It only draws. */
export function Histogram({ bars }: { bars: BarPoint[] }) {
	return (
		<div className="h-44">
			<ResponsiveContainer width="100%" height="100%">
				<BarChart data={bars} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer>
					<CartesianGrid vertical={false} stroke="var(--chart-grid)" />
					<XAxis
						dataKey="label"
						interval="preserveStartEnd"
						minTickGap={28}
						tickFormatter={(label: string) => label.split(" – ")[0]?.replace(" and more", "+") ?? label}
						tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
						stroke="var(--border)"
					/>
					<YAxis
						domain={[0, "auto"]}
						allowDecimals={false}
						width={40}
						tickFormatter={formatCompact}
						tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
						stroke="var(--border)"
					/>
					<Tooltip content={<BarCard />} cursor={{ fill: "var(--accent)" }} />
					<Bar dataKey="people" fill="var(--chart-1)" radius={[2, 2, 0, 0]} isAnimationActive={false} />
				</BarChart>
			</ResponsiveContainer>
		</div>
	);
}

function BarCard({ active, payload }: { active?: boolean; payload?: readonly { payload?: BarPoint }[] }) {
	const bar = payload?.[0]?.payload;
	if (!active || !bar) return null;
	return (
		<div className="rounded-md border border-border bg-popover px-2.5 py-1.5 text-popover-foreground text-xs shadow-md">
			<div className="font-medium tabular-nums">{bar.label}</div>
			<div className="text-muted-foreground tabular-nums">{formatPeople(bar.people)}</div>
		</div>
	);
}
