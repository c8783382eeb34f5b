"use client";

import { useState } from "react";
import { AaBadge } from "@/components/campaigns/aa-badge";
import { campaignStates } from "@/components/campaigns/campaign-states";
import type { Adjustment } from "@/components/lift/adjusted-view";
import { AttributionCard } from "@/components/lift/attribution-card";
import { LiftFigures } from "@/components/lift/lift-figures";
import { Wordmark } from "@/components/shell/wordmark";
import { WorkspaceProvider } from "@/components/shell/workspace-context";
import { formatDays } from "@/components/ui/format-number";
import { formatDateTime } from "@/components/ui/format-time";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Attribution } from "@/lib/lift/attribution";
import type { LiftReadOut } from "@/lib/lift/contracts";

/** The results of one campaign for whoever has its link: as they were when the page was opened, and nothing that leads on. */
export function SharedLiftPage({
	read,
	attribution,
	expiresAt,
	timeZone,
}: {
	read: LiftReadOut;
	attribution: Attribution;
	expiresAt: string;
	timeZone: string;
}) {
	const [adjustment, setAdjustment] = useState<Adjustment>({ kind: "off" });
	const { campaign } = read;
	const { tone, word } = campaignStates[campaign.status];
	// Only its zone is anyone's business here.
	const workspace = {
		slug: "",
		name: "",
		timeZone,
		user: { id: "", name: "", email: "" },
		role: "viewer" as const,
		workspaces: [],
	};
	return (
		<WorkspaceProvider value={workspace}>
			<main className="mx-auto grid w-full max-w-6xl grid-cols-1 gap-6 px-4 py-6 sm:px-8">
				<Wordmark className="text-base" />
				<PageHeader
					title={`Results of ${campaign.name}`}
					meta={
						<>
							<StatusBadge tone={tone}>{word}</StatusBadge>
							<AaBadge isAaTest={read.campaign.isAaTest} />
						</>
					}
					description={
						<>
							{campaign.goalEvent
								? `Goal: ${campaign.goalEvent}, within ${formatDays(campaign.windowDays)} · `
								: ""}
							<AsOf at={read.asOf} />
						</>
					}
				/>
				<LiftFigures
					read={read}
					adjustment={adjustment}
					onAdjust={setAdjustment}
					underMoney={<AttributionCard read={read} attribution={attribution} />}
				/>
				<p className="text-muted-foreground text-sm">
					A read-only link. It opens until {formatDateTime(expiresAt, timeZone)}.
				</p>
			</main>
		</WorkspaceProvider>
	);
}
