import dynamic from "next/dynamic";
import { ForecastAnswer } from "@/components/campaigns/forecast-answer";
import { pointsText, rateText } from "@/components/campaigns/forecast-text";
import { WhenSeen } from "@/components/chart/when-seen";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";

// Of few campaigns.
const AaForecast = dynamic(async () => (await import("@/components/campaigns/aa-forecast")).AaForecast);
const VariantForecast = dynamic(
	async () => (await import("@/components/campaigns/variant-forecast")).VariantForecast,
);

const HoldoutCurve = dynamic(
	async () => (await import("@/components/campaigns/holdout-curve")).HoldoutCurve,
	{ ssr: false },
);

const tableBps = [100, 200, 500, 1000, 2000, 3000, 4000, 5000];

/** The answer for the chosen share, and the picture of all shares. */
export function ForecastShown({
	forecast: data,
	share,
	holdoutBp,
	goalEvent,
	isAaTest,
}: {
	forecast: LiftForecast;
	share: ShareForecast;
	holdoutBp: number;
	goalEvent: string;
	/** Both groups are treated alike. */
	isAaTest: boolean;
}) {
	return (
		<>
			<div className="grid gap-3">
				{isAaTest ? (
					<AaForecast forecast={data} share={share} />
				) : (
					<>
						<ForecastAnswer forecast={data} share={share} />
						{share.variants && <VariantForecast variants={share.variants} hasHoldout={share.heldOut > 0} />}
					</>
				)}
			</div>
			{data.curve.some(({ leastLift }) => leastLift !== null) && (
				<figure className="m-0 grid gap-1">
					<figcaption className="font-medium">
						{isAaTest
							? "Difference that shows, in points, by size of the second group"
							: "Lift you can see, in points, by share held out"}
					</figcaption>
					<WhenSeen className="h-44">
						<HoldoutCurve forecast={data} holdoutBp={holdoutBp} />
					</WhenSeen>
					<CurveTable forecast={data} />
				</figure>
			)}
			<p className="text-muted-foreground">{baseRateText(data, goalEvent)}</p>
		</>
	);
}

/** The picture's figures, for whoever cannot or will not read it. */
function CurveTable({ forecast: { curve } }: { forecast: LiftForecast }) {
	const shown = curve.filter(({ holdoutBp }) => tableBps.includes(holdoutBp));
	return (
		<details className="text-muted-foreground">
			<summary className="cursor-pointer">Figures</summary>
			<table className="mt-1 w-full tabular-nums">
				<thead>
					<tr>
						<th scope="col" className="text-left font-normal">
							Held out
						</th>
						<th scope="col" className="text-right font-normal">
							Smallest lift
						</th>
					</tr>
				</thead>
				<tbody>
					{shown.map(({ holdoutBp, leastLift }) => (
						<tr key={holdoutBp}>
							<td>{holdoutBp / 100}%</td>
							<td className="text-right">{leastLift === null ? "no answer" : pointsText(leastLift)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</details>
	);
}

function baseRateText({ baseRate, worth }: LiftForecast, goalEvent: string): string {
	const known =
		baseRate.reason ??
		`${rateText(baseRate.rate)} of these people had at least one ${goalEvent} event in as many days before.`;
	return worth.isGiven ? known : `${known} Counted with the people in the segment now.`;
}
