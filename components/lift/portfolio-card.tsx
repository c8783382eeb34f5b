"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { formatInterval } from "@/components/lift/format-figures";
import { VerdictWord } from "@/components/lift/verdict-card";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatMoney, withSign } from "@/components/ui/format-number";
import { pluralText } from "@/lib/kernel/number-text";
import type { LiftSummary } from "@/lib/lift/contracts";
import { type Portfolio, type PortfolioCampaign, preparePortfolio } from "@/lib/lift/prepare-portfolio";

/** Campaigns by what they added, on one axis, and what follows from it. */
export function PortfolioCard({ campaigns }: { campaigns: readonly LiftSummary[] }) {
	const slug = useWorkspaceSlug();
	const portfolio = preparePortfolio(campaigns);
	if (portfolio === null) return null;
	const isShrunken = portfolio.campaigns.some(({ shrunken }) => shrunken !== null);
	return (
		<Card aria-label="Campaigns by incremental revenue">
			<CardHeader className="block">
				<CardTitle>Campaigns by incremental revenue</CardTitle>
				<CardDescription className="mt-1 text-pretty">
					{isShrunken
						? "The best of several campaigns is usually also the luckiest: each is drawn toward what campaigns bring per person, by as much as it is noise (empirical Bayes). The hollow point is the campaign’s own result."
						: "Each with the interval of its own results. From four campaigns with a result on, they are also compared with each other, so that a lucky one does not come first."}
				</CardDescription>
			</CardHeader>
			<ol className="mt-3 divide-y divide-border border-border border-t">
				{portfolio.campaigns.map((campaign) => (
					<Row key={campaign.id} campaign={campaign} portfolio={portfolio} slug={slug} />
				))}
			</ol>
			<dl className="grid gap-x-8 gap-y-3 border-border border-t px-4 py-4 text-sm sm:grid-cols-3 sm:px-5">
				<Names label="Expand" none="No campaign yet">
					{portfolio.expand.map(({ id, name }) => (
						<NameLink key={id} href={`/${slug}/lift/${id}`}>
							{name}
						</NameLink>
					))}
				</Names>
				<Names label="Stop" none="No campaign">
					{portfolio.stop.map(({ id, name }) => (
						<NameLink key={id} href={`/${slug}/lift/${id}`}>
							{name}
						</NameLink>
					))}
				</Names>
				<Names label="Segments that never paid" none="None with a result">
					{portfolio.neverPaid.map(({ id, name, campaigns: count }) => (
						<NameLink key={id} href={`/${slug}/segments/${id}`}>
							{name} ({pluralText(count, "campaign")})
						</NameLink>
					))}
				</Names>
			</dl>
		</Card>
	);
}

function Row({
	campaign,
	portfolio,
	slug,
}: {
	campaign: PortfolioCampaign;
	portfolio: Portfolio;
	slug: string;
}) {
	const { own, shrunken, cost, verdict, id, name } = campaign;
	const money = (value: number) => formatMoney(value, portfolio.currency);
	const shown = shrunken ?? own;
	return (
		<li className="grid gap-x-8 gap-y-2 px-4 py-3 sm:px-5 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] md:items-center">
			<div className="grid min-w-0 gap-0.5">
				<Link href={`/${slug}/lift/${id}`} prefetch={false} className="truncate font-medium hover:underline">
					{name}
				</Link>
				<VerdictWord kind={verdict} className="text-sm" />
			</div>
			<div className="grid min-w-0 gap-1">
				<p className="text-sm tabular-nums">
					<strong className="font-semibold">{withSign(money(shown.value), shown.value)}</strong>
					<span className="text-muted-foreground">
						{" "}
						({formatInterval(shown, money)}){cost === null ? "" : `, cost ${money(cost)}`}
						{shrunken !== null && `; own result ${withSign(money(own.value), own.value)}`}
					</span>
				</p>
				<Whisker campaign={campaign} portfolio={portfolio} />
			</div>
		</li>
	);
}

/** One axis for all rows, with zero on it. The figures are in the text above. */
function Whisker({
	campaign: { own, shrunken },
	portfolio,
}: {
	campaign: PortfolioCampaign;
	portfolio: Portfolio;
}) {
	const ends = portfolio.campaigns.flatMap((each) => {
		const { low, high } = each.shrunken ?? each.own;
		return [low, high, each.own.value];
	});
	const from = Math.min(0, ...ends);
	const to = Math.max(0, ...ends);
	const at = (value: number) => `${to === from ? 0 : ((value - from) / (to - from)) * 100}%`;
	const shown = shrunken ?? own;
	return (
		<svg className="h-5 w-full overflow-visible" aria-hidden="true">
			<line x1={at(0)} x2={at(0)} y1="0" y2="100%" stroke="var(--foreground)" strokeOpacity={0.55} />
			<line
				x1={at(shown.low)}
				x2={at(shown.high)}
				y1="50%"
				y2="50%"
				stroke="var(--treated)"
				strokeWidth={2}
			/>
			{shrunken !== null && (
				<circle
					cx={at(own.value)}
					cy="50%"
					r={4}
					fill="var(--card)"
					stroke="var(--treated)"
					strokeWidth={1.5}
				/>
			)}
			<circle cx={at(shown.value)} cy="50%" r={5} fill="var(--treated)" />
		</svg>
	);
}

function Names({ label, none, children }: { label: string; none: string; children: readonly ReactNode[] }) {
	return (
		<div className="grid content-start gap-1">
			<dt className="text-muted-foreground">{label}</dt>
			{children.length === 0 ? (
				<dd className="text-muted-foreground">{none}</dd>
			) : (
				<dd>
					<ul className="grid gap-1">{children}</ul>
				</dd>
			)}
		</div>
	);
}

function NameLink({ href, children }: { href: string; children: ReactNode }) {
	return (
		<li className="min-w-0">
			<Link
				href={href}
				prefetch={false}
				className="inline-flex min-h-6 items-center break-words hover:underline"
			>
				{children}
			</Link>
		</li>
	);
}
