import { helpTexts } from "@/components/campaigns/forecast-help";
import { pointsText, rateText } from "@/components/campaigns/forecast-text";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";

/** What a holdout share can show: how small a lift, and when; or that it never can, with what would help. */
export function ForecastAnswer({ forecast, share }: { forecast: LiftForecast; share: ShareForecast }) {
	// The workspace's own zone: the server and the browser show the same day.
	const { timeZone } = useWorkspace();
	const { baseRate, worth, recommendedBp } = forecast;
	const { heldOut, leastLift } = share;
	if (share.answer === "no_holdout")
		return (
			<Alert variant="warning">
				<AlertTitle>This campaign cannot give an answer</AlertTitle>
				<AlertDescription>No one is held out, so there is no one to compare with.</AlertDescription>
			</Alert>
		);
	if (leastLift === null)
		return (
			<Alert variant="warning">
				<AlertTitle>This campaign cannot give an answer</AlertTitle>
				<AlertDescription>
					<p>{neverText(forecast, share)}</p>
					<p className="mt-1.5">What would help:</p>
					<ul className="list-disc pl-4">
						{helpTexts(forecast, share).map((help) => (
							<li key={help}>{help}</li>
						))}
					</ul>
				</AlertDescription>
			</Alert>
		);
	const isBelowWorth = leastLift > worth.effect;
	const better = isBelowWorth
		? forecast.shares.find(({ holdoutBp }) => holdoutBp === recommendedBp)
		: undefined;
	return (
		<>
			<p className="text-pretty">
				With <strong className="font-semibold">{formatCount(heldOut)} held out</strong> you will be able to
				see a lift of <strong className="font-semibold">{pointsText(leastLift)} or more</strong>; first answer
				about <strong className="font-semibold">{formatDate(forecast.firstAnswerAt, timeZone)}</strong>.
			</p>
			{worthText(forecast, share) && <p className="text-pretty">{worthText(forecast, share)}</p>}
			<LeastBars base={baseRate.rate} least={leastLift} />
			{worth.isGiven && isBelowWorth && (
				<p className="text-pretty">
					That is more than the {pointsText(worth.effect)} worth acting on
					{better?.leastLift != null && better.holdoutBp !== share.holdoutBp
						? `; holding out ${formatPercent(better.holdoutBp / 10_000)} would show ${pointsText(better.leastLift)}`
						: ""}
					.
				</p>
			)}
		</>
	);
}

/** When the lift worth acting on would show, where that takes longer than the first window. */
function worthText({ worth, firstAnswerAt, asOf }: LiftForecast, { daysToWorth }: ShareForecast): string {
	const firstDays = Math.round((Date.parse(firstAnswerAt) - Date.parse(asOf)) / 86_400_000);
	if (daysToWorth === null || daysToWorth <= firstDays) return "";
	return `As people keep entering, ${pointsText(worth.effect)} would show after about ${formatCount(daysToWorth)} days.`;
}

function neverText({ baseRate }: LiftForecast, { heldOut, treated, obstacle }: ShareForecast): string {
	if (obstacle === "all_convert")
		return "Everyone in this audience reaches the goal anyway, so there is nothing a campaign could add.";
	if (obstacle === "few_held_out")
		return `With ${formatCount(heldOut)} held out, a lift would not show even if everyone treated reached the goal: ${rateText(baseRate.rate)} reach it anyway.`;
	const smaller = Math.min(heldOut, treated);
	const group = heldOut <= treated ? "held out" : "treated";
	const expected = Math.floor(smaller * baseRate.rate);
	return `With ${formatCount(smaller)} ${group}, about ${formatCount(expected)} of them will reach the goal. A comparison needs at least 20.`;
}

/** What held-out people do anyway, and the least that treated people must do for the difference to show. */
function LeastBars({ base, least }: { base: number; least: number }) {
	const most = base + least;
	const rows = [
		{ label: "Held out", share: base, colour: "bg-holdout", words: rateText(base) },
		{ label: "Treated, at least", share: most, colour: "bg-treated", words: rateText(most) },
	];
	return (
		<dl className="grid gap-2">
			{rows.map(({ label, share, colour, words }) => (
				<div key={label} className="grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1">
					<dt>{label}</dt>
					<dd className="contents">
						<span className="text-right font-semibold tabular-nums">{words}</span>
						<span className="col-span-2 flex h-2.5 rounded-sm bg-muted" aria-hidden="true">
							<span className={`rounded-sm ${colour}`} style={{ width: `${(share / most) * 100}%` }} />
						</span>
					</dd>
				</div>
			))}
		</dl>
	);
}
