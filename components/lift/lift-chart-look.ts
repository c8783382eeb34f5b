import { getNiceTickValues } from "recharts";
import type { LiftSeriesModel } from "@/components/lift/prepare-lift-series";

/** Where the plot is in its box, in pixels; `xAxis` and `yAxis` are the space for the axes. */
export const liftPlot = {
	height: 288,
	margin: { top: 8, right: 72, bottom: 20, left: 4 },
	xAxis: 30,
	yAxis: 58,
};

/** About four steps of whole days, and the last one. */
export function dayTicks({ points }: LiftSeriesModel): number[] {
	const last = points.at(-1)?.day ?? 0;
	const step = Math.max(1, Math.ceil(last / 4));
	const before = [0, 1, 2, 3].map((each) => each * step).filter((day) => last - day >= step / 2);
	return [...before, last];
}

/** Round levels around everything drawn, zero among them. */
export function levelTicks({ points }: LiftSeriesModel): number[] {
	const levels = points.flatMap(({ treated, holdout, band }) =>
		[treated, holdout, ...(band ?? [])].filter((level) => typeof level === "number"),
	);
	const most = Math.max(0, ...levels);
	const least = Math.min(0, ...levels);
	return most === least ? [0, 1] : getNiceTickValues([least, most], 5, true);
}

/**
 * Each arm with its name, at the end of its line instead of in a legend; spread where lines end close
 * together.
 */
export function liftArms({ points }: LiftSeriesModel) {
	const last = points.at(-1);
	const isTreatedUpper = (last?.treated ?? 0) >= (last?.holdout ?? 0);
	const isHoldoutUpper = (last?.holdout ?? 0) >= (last?.treated ?? 0);
	return [
		{
			line: "holdout",
			name: "Held out",
			colour: "var(--holdout)",
			nameShift: isHoldoutUpper ? -2 : 12,
		},
		{
			line: "treated",
			name: "Treated",
			colour: "var(--treated)",
			nameShift: isTreatedUpper ? -2 : 12,
		},
	] as const;
}
