"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { countAxis, plainAxis } from "@/components/chart/axis-look";
import { ChartNote } from "@/components/chart/chart-note";
import type { Bar as BarPoint } from "@/components/traits/prepare-distribution";
import { formatPeople } from "@/components/ui/format-number";

/** How many people have values in each bin, from zero people up. Rendering only. */
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
						{...plainAxis}
					/>
					<YAxis {...countAxis} width={40} />
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
		<ChartNote>
			<div className="font-medium tabular-nums">{bar.label}</div>
			<div className="text-muted-foreground tabular-nums">{formatPeople(bar.people)}</div>
		</ChartNote>
	);
}
