"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { ComputedSource } from "@/components/traits/computed-source";
import { Card, CardAction, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format-number";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ProfileDetail } from "@/lib/profiles/api";

type Trait = ProfileDetail["traits"][number];

function inWords({ value, type }: Trait): string {
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (typeof value === "number") return formatNumber(value, 6);
	if (Array.isArray(value)) return value.length === 0 ? "empty list" : value.join(", ");
	// A day without a time is the same day everywhere.
	if (type === "date") return value.includes("T") ? formatDateTime(value, "UTC") : formatDate(value, "UTC");
	return value === "" ? "empty text" : value;
}

export function TraitsCard({ traits }: { traits: readonly Trait[] }) {
	const [q, setQ] = useState("");
	const shown = traits.filter((trait) => trait.name.toLowerCase().includes(q.trim().toLowerCase()));
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
									{trait.name}
								</TableCell>
								<TableCell className="max-w-64 break-words tabular-nums">{inWords(trait)}</TableCell>
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
