import dynamic from "next/dynamic";
import { SplitBar } from "@/components/campaigns/split-bar";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount, formatPeople, formatPercent } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Stat } from "@/components/ui/stat";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import type { PeopleCount } from "@/lib/workspaces/people-count";

// Of few campaigns.
const StrataTable = dynamic(async () => (await import("@/components/campaigns/strata-table")).StrataTable);

/** Who is in which group. Once in a group, no one moves. */
export function GroupsCard({ campaign }: { campaign: CampaignDetail }) {
	const { assigned } = campaign;
	const sizes = assigned && groupRows(assigned);
	const strata = campaign.epochs.flatMap((epoch) => epoch.strata);
	const total = sizes ? sizes.treated + sizes.heldOut : 0;
	const share = (part: PeopleCount) =>
		total === 0 || typeof part === "string"
			? undefined
			: `${formatPercent(part / total, 1)} of ${formatCount(total)} assigned`;
	return (
		<Card aria-label="Groups">
			<CardHeader>
				<CardTitle>Groups</CardTitle>
				<AsOf at={campaign.asOf} className="text-muted-foreground text-xs" />
				<CardDescription>
					{campaign.status === "imported"
						? "As the imported file says."
						: "Assigned at random when a person first enters, and kept for the whole campaign."}
				</CardDescription>
			</CardHeader>
			<CardContent className="grid gap-4">
				<div className="grid gap-4 sm:grid-cols-3">
					<Stat
						label={<Dot colour="bg-treated" text="Treated" />}
						value={assigned ? formatCount(assigned.treated) : null}
						detail={assigned && share(assigned.treated)}
						unknownReason="Counted after launch."
					/>
					<Stat
						label={<Dot colour="bg-holdout" text="Held out" />}
						value={assigned ? formatCount(assigned.heldOut) : null}
						detail={assigned && share(assigned.heldOut)}
						unknownReason="Counted after launch."
					/>
					{campaign.segment && (
						<Stat
							label={`In ${campaign.segment.name}`}
							value={campaign.segment.size === null ? null : formatCount(campaign.segment.size)}
							unknownReason="Not computed yet."
							detail={campaign.segment.asOf && <AsOf at={campaign.segment.asOf} />}
						/>
					)}
				</div>
				{sizes && <SplitBar sent={sizes.treated} heldOut={sizes.heldOut} />}
				{campaign.variants.length > 0 && <Variants variants={campaign.variants} />}
				{strata.length > 0 && <StrataTable strata={strata} stratifyBy={campaign.stratifyBy} />}
			</CardContent>
		</Card>
	);
}

/** Which variant how many treated people got, and where it is delivered. */
function Variants({ variants }: { variants: CampaignDetail["variants"] }) {
	return (
		<dl className="grid grid-cols-[1fr_auto_auto] gap-x-4 gap-y-1.5 text-sm tabular-nums">
			{variants.map(({ key, name, weight, destination, people }) => (
				<div key={key} className="contents">
					<dt className="min-w-0 truncate">
						{name}
						{destination && <span className="text-muted-foreground"> to {destination.name}</span>}
					</dt>
					<dd className="text-right text-muted-foreground">{weight}%</dd>
					<dd className="text-right">{people === null ? "" : formatPeople(people)}</dd>
				</div>
			))}
		</dl>
	);
}

/** Both sizes, if the viewer's role may see both. */
function groupRows({ treated, heldOut }: NonNullable<CampaignDetail["assigned"]>) {
	return typeof treated === "number" && typeof heldOut === "number" ? { treated, heldOut } : null;
}

function Dot({ colour, text }: { colour: string; text: string }) {
	return (
		<span className="inline-flex items-center gap-1.5">
			<span className={`size-2 rounded-full ${colour}`} aria-hidden="true" />
			{text}
		</span>
	);
}
