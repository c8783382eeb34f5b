"use client";

import { formatDifference } from "@/components/lift/format-figures";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { formatCount } from "@/components/ui/format-number";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import type { LiftReadOut } from "@/lib/lift/contracts";
import type { LateChange } from "@/lib/lift/late-change";

/** Figures kept sooner than this after the last window closed are those of its end. */
const AT_ONCE_MS = 3_600_000;

/** What arrived after the last window had closed, with both figures; nothing where nothing did. */
export function LateNote({ read }: { read: LiftReadOut }) {
	// The workspace's own zone: the server and the browser show the same day.
	const { timeZone } = useWorkspace();
	const { late, asOf, campaign } = read;
	if (late === null) return null;
	return (
		<Alert>
			<AlertTitle>{lateTitle(late, timeZone)}</AlertTitle>
			<AlertDescription>
				<ul className="grid gap-0.5">
					{late.moved.map(({ key, label, unit: of, before, after }) => {
						const unit = { unit: of, currency: campaign.currency };
						const shown = (value: number | null) =>
							value === null ? "unknown" : formatDifference(value, unit);
						return (
							<li key={key}>
								{label}: the difference moved from {shown(before)} to {shown(after)}.
							</li>
						);
					})}
					<li>Figures on this page are as of {formatDateTime(asOf, timeZone)} and include them.</li>
				</ul>
			</AlertDescription>
		</Alert>
	);
}

function lateTitle({ treated, holdout, closedAt, readAt }: LateChange, timeZone: string): string {
	const isAtOnce = Date.parse(readAt) - Date.parse(closedAt) < AT_ONCE_MS;
	const since = isAtOnce
		? `after the last conversion window closed on ${formatDate(closedAt, timeZone)}`
		: `after the figures were kept on ${formatDate(readAt, timeZone)} (the last window closed on ${formatDate(closedAt, timeZone)})`;
	const groups = (both: [number, number]) =>
		`(${formatCount(both[0])} treated, ${formatCount(both[1])} held out)`;
	if (treated < 0 || holdout < 0)
		return `Conversions changed ${since}: ${signed(treated)} treated, ${signed(holdout)} held out. People may have been erased or merged.`;
	const all = treated + holdout;
	if (all === 0) return `Values changed ${since}.`;
	return `${formatCount(all)} ${all === 1 ? "conversion" : "conversions"} arrived ${since} ${groups([treated, holdout])}.`;
}

function signed(count: number): string {
	return count > 0 ? `+${formatCount(count)}` : formatCount(count).replace("-", "−");
}
