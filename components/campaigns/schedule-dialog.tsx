"use client";

import { useState } from "react";
import { useScheduleCampaign } from "@/components/campaigns/api";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { DateField } from "@/components/ui/date-field";
import { formatDateTime } from "@/components/ui/format-time";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { momentProblem } from "@/lib/kernel/typed-day";

/** When the campaign is launched by itself. */
export function ScheduleDialog({ campaign, onClose }: { campaign: CampaignDetail; onClose: () => void }) {
	const [at, setAt] = useState(campaign.startsAt === null ? "" : toTyped(new Date(campaign.startsAt)));
	const [wasTried, setTried] = useState(false);
	const schedule = useScheduleCampaign();
	const start = toInstant(at);
	return (
		<FormDialog
			open
			onClose={onClose}
			title={`Schedule ${campaign.name}`}
			description="Whoever is in the segment then is divided and sent. If it cannot start, you are notified and it is tried again every minute."
			failure={{ title: "Not scheduled", error: schedule.error }}
			submitLabel="Schedule"
			isPending={schedule.isPending}
			onSubmit={() => {
				setTried(true);
				if (start === null) return;
				schedule.mutate(
					{ params: { campaignId: campaign.id }, body: { startsAt: start.toISOString() } },
					{
						onSuccess: () => {
							toast.success(`${campaign.name} starts ${formatDateTime(start)}`);
							onClose();
						},
					},
				);
			}}
		>
			<DateField
				label="Starts at"
				hint="In your time zone"
				className="w-60"
				withTime
				value={at}
				error={
					wasTried && start === null
						? (momentProblem(at) ?? "Choose a day and a time.")
						: issueOf(schedule.error, "startsAt")
				}
				onChange={setAt}
			/>
		</FormDialog>
	);
}

function toInstant(typed: string): Date | null {
	if (typed === "" || momentProblem(typed) !== undefined) return null;
	// In the viewer's zone.
	const at = new Date(typed);
	return Number.isNaN(at.getTime()) ? null : at;
}

/** An instant as the field keeps it, in the viewer's zone. */
function toTyped(at: Date): string {
	const two = (part: number) => String(part).padStart(2, "0");
	return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
