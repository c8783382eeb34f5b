import { formatMoney, withSign } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import type { ProgrammeStep } from "@/lib/lift/prepare-portfolio";

const HEIGHT = 132;

/**
 * The programme's total over time: it steps where a campaign was launched, with the sum of the intervals as a band and the
 * zero line. Rendered without a script; its figures are in the text for screen readers.
 */
export function ProgrammeChart({
	steps,
	currency,
	until,
}: {
	steps: readonly ProgrammeStep[];
	currency: string;
	/** The instant of the figures, at which the picture ends. */
	until: string;
}) {
	const money = (value: number) => withSign(formatMoney(value, currency), value);
	const first = Date.parse(steps[0]?.at ?? until);
	const last = Math.max(Date.parse(until), first + 1);
	const top = Math.max(0, ...steps.map(({ total }) => total.high));
	const bottom = Math.min(0, ...steps.map(({ total }) => total.low));
	const x = (at: string) => ((Date.parse(at) - first) / (last - first)) * 100;
	const y = (value: number) => (top === bottom ? HEIGHT : HEIGHT * (1 - (value - bottom) / (top - bottom)));
	/** Each total holds until the next campaign. */
	const corners = steps.flatMap(({ at, total }, index) => {
		const next = steps[index + 1]?.at ?? until;
		return [
			{ x: x(at), total },
			{ x: x(next), total },
		];
	});
	const line = (of: (total: ProgrammeStep["total"]) => number) =>
		corners.map((corner) => `${corner.x.toFixed(2)},${y(of(corner.total)).toFixed(2)}`);
	const summary = steps.map(
		({ at, name, total }) => `${formatDate(at, "UTC")} with ${name}: ${money(total.value)}`,
	);
	return (
		<figure className="m-0 grid min-w-0 content-start gap-1" aria-label="The total over time">
			<div className="flex items-baseline justify-between text-muted-foreground text-xs tabular-nums">
				<span>{top > 0 && money(top)}</span>
			</div>
			<div className="relative" style={{ height: HEIGHT }} aria-hidden="true">
				<svg
					className="absolute inset-0 size-full"
					viewBox={`0 0 100 ${HEIGHT}`}
					preserveAspectRatio="none"
					aria-hidden="true"
				>
					<polygon
						points={[...line(({ high }) => high), ...line(({ low }) => low).toReversed()].join(" ")}
						fill="var(--treated)"
						fillOpacity={0.16}
					/>
					<line
						x1="0"
						x2="100"
						y1={y(0)}
						y2={y(0)}
						stroke="var(--muted-foreground)"
						strokeOpacity={0.6}
						vectorEffect="non-scaling-stroke"
					/>
					<polyline
						points={line(({ value }) => value).join(" ")}
						fill="none"
						stroke="var(--treated)"
						strokeWidth={2}
						vectorEffect="non-scaling-stroke"
					/>
				</svg>
				<span
					className="absolute left-0 bg-card/80 pr-1 text-muted-foreground text-xs leading-4"
					style={{ top: Math.min(y(0), HEIGHT - 16) }}
				>
					0
				</span>
			</div>
			<div className="flex items-baseline justify-between text-muted-foreground text-xs tabular-nums">
				<span>{steps[0] && formatDate(steps[0].at, "UTC")}</span>
				<span>{formatDate(until, "UTC")}</span>
			</div>
			<figcaption className="text-pretty text-muted-foreground text-xs">
				Added at each launch, with what it brought by now. The band is the sum of the campaigns’ intervals, as
				wide as it can be.
				<span className="sr-only"> {summary.join(". ")}.</span>
			</figcaption>
		</figure>
	);
}
