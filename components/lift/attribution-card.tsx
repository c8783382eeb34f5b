import type { ReactNode } from "react";
import { formatInterval } from "@/components/lift/format-figures";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount, formatMoney, formatNumber, formatPercent } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import {
	type Attribution,
	type AttributionFigures,
	type AttributionModel,
	roundParts,
} from "@/lib/lift/attribution";
import type { LiftReadOut } from "@/lib/lift/contracts";

const names: Record<AttributionModel, (about: Attribution) => { name: string; detail: string }> = {
	last: ({ clickDays, deliveryDays }) => ({
		name: "Last click",
		detail: `${clickDays} days, else last delivery, ${deliveryDays} day: what tools report`,
	}),
	first: () => ({ name: "First touch", detail: "All to the first click or delivery" }),
	linear: () => ({ name: "Linear", detail: "The same to each" }),
	position: () => ({ name: "Position-based", detail: "40% first, 20% between, 40% last" }),
};

/** What attribution models would credit, above what the holdout shows: the two are not the same. */
export function AttributionCard({
	read,
	attribution,
	problem,
}: {
	read: LiftReadOut;
	attribution: Attribution | undefined;
	/** Why it could not be read. */
	problem?: string | undefined;
}) {
	return (
		<Card aria-label="Attribution models">
			<CardHeader>
				<CardTitle>Attribution models</CardTitle>
				{attribution && <AsOf at={attribution.asOf} className="text-muted-foreground text-xs" />}
				<CardDescription>
					Attributed is not incremental: it credits clicks and deliveries with orders that would have come
					anyway. Compare with the last row.
				</CardDescription>
			</CardHeader>
			{attribution?.figures.known ? (
				<Models read={read} about={attribution} figures={attribution.figures.figure} />
			) : (
				<CardContent className="text-muted-foreground text-sm">
					{attribution && !attribution.figures.known ? (
						<>Unknown. {attribution.figures.reason}</>
					) : problem ? (
						<>Could not be read: {problem}</>
					) : (
						<Skeleton className="h-48" />
					)}
				</CardContent>
			)}
		</Card>
	);
}

function Models({
	read,
	about,
	figures,
}: {
	read: LiftReadOut;
	about: Attribution;
	figures: AttributionFigures;
}) {
	const money = (value: number | null) => (value === null ? "–" : formatMoney(value, about.currency));
	const times = (value: number) => `${formatNumber(value, 2)}×`;
	const roas = (value: number | null) =>
		value === null || figures.cost === null || figures.cost <= 0 ? "–" : times(value / figures.cost);
	const { all, untouched } = figures;
	const { incrementalConversions: conversions, incrementalValue: value, money: incremental } = read;
	const rows = figures.models.map(({ model, own, others }) => {
		// Shown figures add up as the exact ones do.
		const [mine = 0, theirs = 0] = roundParts(
			[own.conversions, others.conversions, untouched.conversions],
			1,
		);
		return { ...names[model](about), model, mine, theirs, own };
	});
	return (
		<CardContent className="px-0 sm:px-0">
			<Table>
				<caption className="sr-only">Conversions and revenue credited to the campaign, by model</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Model</TableHead>
						<TableHead className="text-right">Conversions</TableHead>
						<TableHead className="text-right">Revenue</TableHead>
						<TableHead className="text-right">ROAS</TableHead>
						<TableHead className="whitespace-normal text-right">Conversions to other campaigns</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{rows.map(({ model, name, detail, mine, theirs, own }) => (
						<TableRow key={model}>
							<TableHead
								scope="row"
								className="h-auto min-w-40 whitespace-normal py-2.5 font-normal text-foreground text-sm"
							>
								{name}
								<div className="text-muted-foreground text-xs">{detail}</div>
							</TableHead>
							<Figure>{formatNumber(mine, 1)}</Figure>
							<Figure>{money(own.value)}</Figure>
							<Figure>{roas(own.value)}</Figure>
							<Figure>{formatNumber(theirs, 1)}</Figure>
						</TableRow>
					))}
					<TableRow>
						<TableHead
							scope="row"
							className="h-auto min-w-40 whitespace-normal py-2.5 font-medium text-foreground text-sm"
						>
							Incremental
							<div className="font-normal text-muted-foreground text-xs">
								By the holdout: what the campaign caused
							</div>
						</TableHead>
						<Figure isStrong>
							{conversions.known ? formatCount(conversions.figure.value) : "Unknown"}
							{conversions.known && <Interval>{formatInterval(conversions.figure, formatCount)}</Interval>}
						</Figure>
						<Figure isStrong>
							{value.known ? money(value.figure.value) : "Unknown"}
							{value.known && <Interval>{formatInterval(value.figure, money)}</Interval>}
						</Figure>
						<Figure isStrong>
							{incremental.incrementalReturn.known
								? times(incremental.incrementalReturn.figure.value)
								: "Unknown"}
						</Figure>
						<Figure>–</Figure>
					</TableRow>
				</TableBody>
			</Table>
			<p className="text-pretty px-4 pt-3 text-muted-foreground text-sm sm:px-5">
				Of {formatCount(all.conversions)} conversions of treated people, {formatCount(untouched.conversions)}
				{all.conversions > 0 && ` (${formatPercent(untouched.conversions / all.conversions)})`} came without a
				click or delivery in that time. Each conversion is credited once, a person’s second one too;
				incremental conversions count people.
			</p>
		</CardContent>
	);
}

function Figure({ isStrong = false, children }: { isStrong?: boolean; children: ReactNode }) {
	return (
		<TableCell className={isStrong ? "text-right font-medium tabular-nums" : "text-right tabular-nums"}>
			{children}
		</TableCell>
	);
}

function Interval({ children }: { children: ReactNode }) {
	return <div className="font-normal text-muted-foreground text-xs">{children}</div>;
}
