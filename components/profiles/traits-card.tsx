"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { profilesQueries } from "@/components/profiles/api";
import { traitLabel } from "@/components/profiles/trait-label";
import { traitsQueries } from "@/components/traits/api";
import { ComputedSource } from "@/components/traits/computed-source";
import { Card, CardAction, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatMoney, formatNumber } from "@/components/ui/format-number";
import { formatStoredDate } from "@/components/ui/format-time";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { searchKey } from "@/lib/kernel/search-key";
import type { ProfileDetail } from "@/lib/profiles/api";

type Trait = ProfileDetail["traits"][number];

type Unit = { unit: string | null; amount: string | null; currency: string | null };

/** A number with what it counts; an amount of the workspace's purchases as money. */
function numberInWords(value: number, { unit, amount, currency }: Unit): string {
	if (unit !== null && unit === amount && currency !== null) return formatMoney(value, currency);
	const number = formatNumber(value, 6);
	if (unit === "times") return `${number} ${value === 1 ? "time" : "times"}`;
	return unit === "points" ? `${number} ${value === 1 ? "point" : "points"}` : number;
}

const isoDay = /^\d{4}-\d\d-\d\d$/;
const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Whether a text is a date anyway: a trait is text if its first value was. */
function isDate(text: string): boolean {
	return (isoDay.test(text) || isoInstant.test(text)) && !Number.isNaN(Date.parse(text));
}

function inWords({ value, type }: Trait, unit: Unit): string {
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (typeof value === "number") return numberInWords(value, unit);
	if (Array.isArray(value)) return value.length === 0 ? "empty list" : value.join(", ");
	if (type === "date" || isDate(value)) return formatStoredDate(value);
	return value === "" ? "empty text" : value;
}

export function TraitsCard({ profileId, traits }: { profileId: number; traits: readonly Trait[] }) {
	const [q, setQ] = useState("");
	const computed = useQuery(traitsQueries.list());
	const figures = useQuery(profilesQueries.figures([profileId]));
	const units = new Map(computed.data?.items.map(({ name, unit }) => [name, unit]));
	const money = {
		amount: figures.data?.amount ?? null,
		currency: figures.data?.items[0]?.currency ?? null,
	};
	const wanted = searchKey(q);
	const shown = traits.filter(({ name }) => searchKey(`${name} ${traitLabel(name)}`).includes(wanted));
	return (
		<Card className="overflow-hidden">
			<CardHeader className="pb-3">
				<CardTitle>Traits</CardTitle>
				{traits.length > 8 && (
					<CardAction className="relative">
						<Search aria-hidden="true" className="absolute left-2 size-3.5 text-muted-foreground" />
						<Input
							type="search"
							aria-label="Find a trait"
							placeholder="Find a trait"
							value={q}
							onChange={(event) => setQ(event.target.value)}
							className="h-7 w-40 pl-7"
						/>
					</CardAction>
				)}
			</CardHeader>
			{traits.length === 0 ? (
				<EmptyState
					className="pt-4 pb-10"
					title="No traits"
					description="Traits come from the columns of an imported file and from identify calls."
				/>
			) : (
				<Table className="border-border border-t">
					<caption className="sr-only">Traits</caption>
					<TableHeader>
						<TableRow>
							<TableHead>Trait</TableHead>
							<TableHead>Value</TableHead>
							<TableHead className="max-sm:hidden">Source</TableHead>
							<TableHead className="text-right">Since</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{shown.map((trait) => (
							<TableRow key={trait.name}>
								<TableCell
									title={trait.name}
									className="min-w-32 max-w-40 font-medium max-sm:[overflow-wrap:anywhere] sm:truncate"
								>
									{traitLabel(trait.name)}
								</TableCell>
								<TableCell className="max-w-64 break-words tabular-nums">
									{inWords(trait, {
										...money,
										unit: trait.source === "computed" ? (units.get(trait.name) ?? null) : null,
									})}
								</TableCell>
								<TableCell className="max-w-40 truncate text-muted-foreground max-sm:hidden">
									{trait.source === "computed" ? <ComputedSource name={trait.name} /> : trait.source}
								</TableCell>
								<TableCell className="whitespace-nowrap text-right text-muted-foreground">
									<RelativeTime at={trait.validFrom} />
								</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			)}
		</Card>
	);
}
