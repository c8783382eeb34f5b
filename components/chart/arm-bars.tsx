import { cn } from "@/components/ui/class-names";
import type { ArmFigures } from "@/lib/lift/contracts";

const arms = [
	{ key: "treated", label: "Treated", colour: "bg-treated" },
	{ key: "holdout", label: "Held out", colour: "bg-holdout" },
] as const;

/**
 * Treated against held-out people as two bars on one scale from zero, each with the interval of its own mean as a
 * whisker. The figures are beside the bars, so that the chart needs no other text.
 */
export function ArmBars({
	treated,
	holdout,
	format,
}: {
	treated: ArmFigures;
	holdout: ArmFigures;
	format: (value: number | null) => string;
}) {
	const figures = { treated, holdout };
	const ends = [treated, holdout].flatMap(({ mean, low, high }) => [mean ?? 0, low ?? 0, high ?? 0]);
	const from = Math.min(0, ...ends);
	const to = Math.max(0, ...ends);
	const at = (value: number) => (to === from ? 0 : ((value - from) / (to - from)) * 100);
	const between = (one: number, other: number) => ({
		left: `${at(Math.min(one, other))}%`,
		width: `${at(Math.max(one, other)) - at(Math.min(one, other))}%`,
	});
	return (
		<dl className="grid gap-3">
			{arms.map(({ key, label, colour }) => {
				const { mean, low, high } = figures[key];
				return (
					<div
						key={key}
						className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1 text-sm"
					>
						<dt>{label}</dt>
						<dd className="text-right tabular-nums">
							<span className="font-semibold">{format(mean)}</span>
							{low !== null && high !== null && (
								<span className="text-muted-foreground">
									{" "}
									({format(low)} to {format(high)})
								</span>
							)}
						</dd>
						<dd className="relative col-span-2 h-4 rounded-sm bg-muted" aria-hidden="true">
							{mean !== null && (
								<div className={cn("absolute inset-y-0 rounded-sm", colour)} style={between(0, mean)} />
							)}
							{low !== null && high !== null && (
								<div
									className="absolute inset-y-1 border-foreground border-x before:absolute before:inset-x-0 before:top-1/2 before:h-px before:bg-foreground"
									style={between(low, high)}
								/>
							)}
						</dd>
					</div>
				);
			})}
		</dl>
	);
}
