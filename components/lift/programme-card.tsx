import type { ReactNode } from "react";
import { formatInterval } from "@/components/lift/format-figures";
import { ProgrammeChart } from "@/components/lift/programme-chart";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { formatMoney, withSign } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { pluralText } from "@/lib/kernel/number-text";
import type { LiftSummary, ProgrammeReadOut } from "@/lib/lift/contracts";
import { type Portfolio, preparePortfolio } from "@/lib/lift/prepare-portfolio";

/** What all campaigns together added, as one number and as it grew; as tall while it loads as afterwards. */
export function ProgrammeCard({
	campaigns,
	hasMore = false,
	programme,
	action,
}: {
	/** Undefined while loading. */
	campaigns: readonly LiftSummary[] | undefined;
	/** There are older ones, which are not added up here. */
	hasMore?: boolean;
	/** The same by the global holdout, where that is to be said here too. */
	programme?: ProgrammeReadOut | null | undefined;
	action?: ReactNode;
}) {
	const portfolio = campaigns && preparePortfolio(campaigns);
	const asOf = campaigns?.[0]?.asOf;
	return (
		<Card aria-label="All campaigns together" aria-busy={campaigns === undefined}>
			<CardHeader>
				<div>
					<CardTitle>
						{hasMore ? `The newest ${campaigns?.length ?? 0} campaigns together` : "All campaigns together"}
					</CardTitle>
					<div className="min-h-4 text-muted-foreground text-xs">{asOf && <AsOf at={asOf} />}</div>
				</div>
				{action}
			</CardHeader>
			<div className="grid min-h-104 content-start gap-x-10 gap-y-4 px-4 pt-3 pb-4 sm:px-5 md:min-h-64 lg:min-h-60 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
				{campaigns === undefined ? (
					<>
						<Skeleton className="h-20 w-full max-w-64" />
						<Skeleton className="h-44 w-full" />
					</>
				) : portfolio ? (
					<>
						<Total portfolio={portfolio} programme={programme ?? null} />
						<ProgrammeChart steps={portfolio.steps} currency={portfolio.currency} until={asOf ?? ""} />
					</>
				) : (
					<p className="max-w-prose text-pretty text-muted-foreground text-sm md:col-span-2">
						What campaigns added in revenue is not known yet: it takes a campaign with a value, a holdout and
						complete conversion windows.
					</p>
				)}
			</div>
		</Card>
	);
}

function Total({ portfolio, programme }: { portfolio: Portfolio; programme: ProgrammeReadOut | null }) {
	const { total, currency, campaigns, unknown, inOtherCurrencies } = portfolio;
	const money = (value: number) => formatMoney(value, currency);
	const others = [
		unknown > 0 ? `${unknown} not known yet` : "",
		inOtherCurrencies > 0 ? `${inOtherCurrencies} in other currencies` : "",
	].filter((text) => text !== "");
	return (
		<div className="grid content-start gap-1">
			<div className="text-muted-foreground text-sm">Incremental revenue</div>
			<div className="font-semibold text-3xl tabular-nums tracking-tight">
				{withSign(money(total.value), total.value)}
			</div>
			<p className="text-pretty text-muted-foreground text-sm tabular-nums">
				{formatInterval(total, money)}, the sum of{" "}
				{pluralText(campaigns.length, "campaign’s own interval", "campaigns’ own intervals")}
				{others.length > 0 && `; ${others.join(", ")}`}.
			</p>
			{programme && programme.group.valueProperty !== null && (
				<p className="mt-2 text-pretty text-muted-foreground text-sm tabular-nums">
					{againstHoldout(programme)}
				</p>
			)}
		</div>
	);
}

/** "Against the global holdout: +$12,000 ($4,000 to $20,000)." */
function againstHoldout({ incrementalValue, group }: ProgrammeReadOut): string {
	if (!incrementalValue.known) return `Against the global holdout: unknown. ${incrementalValue.reason}`;
	const money = (value: number) => formatMoney(value, group.currency);
	const { figure } = incrementalValue;
	return `Against the global holdout: ${withSign(money(figure.value), figure.value)} (${formatInterval(figure, money)}).`;
}
