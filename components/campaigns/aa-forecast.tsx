import { pointsText } from "@/components/campaigns/forecast-text";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { formatCount } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import type { LiftForecast, ShareForecast } from "@/lib/lift/forecast-contracts";

/** What an A/A test can show: how large a fault of the measurement would have to be. */
export function AaForecast({ forecast, share }: { forecast: LiftForecast; share: ShareForecast }) {
	const { timeZone } = useWorkspace();
	const { heldOut, leastLift, peopleNeeded } = share;
	if (leastLift === null)
		return (
			<Alert variant="warning">
				<AlertTitle>This test cannot show a fault</AlertTitle>
				<AlertDescription>
					With {formatCount(heldOut)} in the second group too few of them will reach the goal.{" "}
					{peopleNeeded === null
						? "Choose a goal that more people reach."
						: `It would take about ${formatCount(peopleNeeded)} people, a larger second group, or a goal that more people reach.`}
				</AlertDescription>
			</Alert>
		);
	return (
		<>
			<p className="text-pretty">
				Both groups are treated alike, so <strong className="font-semibold">no difference</strong> is
				expected; first answer about{" "}
				<strong className="font-semibold">{formatDate(forecast.firstAnswerAt, timeZone)}</strong>.
			</p>
			<p className="text-pretty">
				With {formatCount(heldOut)} in the second group, a fault of the measurement shows if it makes a
				difference of {pointsText(leastLift)} or more. A smaller one may stay unseen.
			</p>
		</>
	);
}
