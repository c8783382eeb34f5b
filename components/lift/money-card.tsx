import type { ReactNode } from "react";
import { formatInterval } from "@/components/lift/format-figures";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount, formatMoney, formatNumber } from "@/components/ui/format-number";
import { formatStoredDate } from "@/components/ui/format-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Known, LiftRange, LiftReadOut } from "@/lib/lift/contracts";

/** What was truly added beside what attribution would claim, so that the gap between the two is visible. */
export function MoneyCard({ read }: { read: LiftReadOut }) {
	const { money: figures, incrementalConversions, incrementalValue, campaign } = read;
	const money = (value: number) => formatMoney(value, campaign.currency);
	const times = (value: number) => `${formatNumber(value, 2)}×`;
	// What the increments and the description say right above is not said again.
	const above = [
		incrementalConversions,
		incrementalValue,
		...(campaign.costCents === null ? [figures.incrementalReturn] : []),
	];
	const said = new Set(above.flatMap((known) => (known.known ? [] : [known.reason])));
	const rows: [string, ReactNode, ReactNode][] = [
		[
			"Conversions",
			<Range key="a" known={incrementalConversions} said={said} format={formatCount} />,
			<One key="b" known={figures.attributedConversions} said={said} format={formatCount} />,
		],
		[
			"Revenue",
			<Range key="a" known={incrementalValue} said={said} format={money} />,
			<One key="b" known={figures.attributedValue} said={said} format={money} />,
		],
		[
			"ROAS",
			<Range key="a" known={figures.incrementalReturn} said={said} format={times} />,
			<One key="b" known={figures.attributedReturn} said={said} format={times} />,
		],
		[
			"Cost per conversion",
			<Range key="a" known={figures.costPerIncrementalConversion} said={said} format={money} />,
			<Dash key="b" />,
		],
		[
			"Revenue per treated person",
			<Dash key="a" />,
			<One key="b" known={figures.valuePerRecipient} said={said} format={money} />,
		],
	];
	return (
		<Card aria-label="Incremental against attributed">
			<CardHeader>
				<CardTitle>Incremental against attributed</CardTitle>
				<CardDescription>
					{campaign.costCents === null
						? "No cost is set. Set it on the campaign to see what an incremental conversion cost."
						: `Cost of the campaign${campaign.costThrough === null ? "" : ` up to ${formatStoredDate(campaign.costThrough)}`}: ${money(campaign.costCents / 100)}.`}
				</CardDescription>
			</CardHeader>
			<CardContent className="px-0 sm:px-0">
				<Table>
					<caption className="sr-only">Incremental figures of the campaign beside attributed ones</caption>
					<TableHeader>
						<TableRow>
							<TableHead>
								<span className="sr-only">Figure</span>
							</TableHead>
							<TableHead className="whitespace-normal text-right">Incremental</TableHead>
							<TableHead className="whitespace-normal text-right">Without a control group</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{rows.map(([label, added, attributed]) => (
							<TableRow key={label}>
								<TableHead
									scope="row"
									className="h-auto whitespace-normal py-2.5 font-normal text-foreground text-sm"
								>
									{label}
								</TableHead>
								<TableCell className="text-right tabular-nums">{added}</TableCell>
								<TableCell className="text-right text-muted-foreground tabular-nums">{attributed}</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
				<p className="px-4 pt-3 text-muted-foreground text-sm sm:px-5">
					Without a control group, everything treated people did counts, including what they would have done
					anyway.
				</p>
			</CardContent>
		</Card>
	);
}

type Said = { said: ReadonlySet<string> };

function Range({
	known,
	said,
	format,
}: Said & { known: Known<LiftRange>; format: (value: number) => string }) {
	if (!known.known) return <Unknown said={said} reason={known.reason} />;
	return (
		<>
			<div className="font-medium">{format(known.figure.value)}</div>
			<div className="text-muted-foreground text-xs">{formatInterval(known.figure, format)}</div>
		</>
	);
}

function One({ known, said, format }: Said & { known: Known<number>; format: (value: number) => string }) {
	return known.known ? format(known.figure) : <Unknown said={said} reason={known.reason} />;
}

function Unknown({ said, reason }: Said & { reason: string }) {
	return (
		<>
			<div className="text-muted-foreground">Unknown</div>
			{!said.has(reason) && (
				<div className="ml-auto max-w-56 text-pretty text-muted-foreground text-xs">{reason}</div>
			)}
		</>
	);
}

function Dash() {
	return (
		<span className="text-muted-foreground">
			<span aria-hidden="true">–</span>
			<span className="sr-only">does not apply</span>
		</span>
	);
}
