"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { liftQueries } from "@/components/lift/api";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { Skeleton } from "@/components/ui/skeleton";
import type { LiftReadOut } from "@/lib/lift/contracts";

// Fetched once a trait is chosen.
const SlicesResult = dynamic(async () => (await import("@/components/lift/slices-result")).SlicesResult, {
	loading: () => <Skeleton className="h-72" />,
});

const PARAMETER = "slice";

/** The results by the values of a trait people had when they were assigned: where to look next, never a verdict. */
export function SlicesCard({ read }: { read: LiftReadOut }) {
	const { sliceTraits, campaign } = read;
	const pathname = usePathname();
	const given = useSearchParams()?.get(PARAMETER) ?? "";
	const [trait, setTrait] = useState(sliceTraits.includes(given) ? given : "");
	const slices = useQuery({ ...liftQueries.slices(campaign.id, trait), enabled: trait !== "" });
	if (sliceTraits.length === 0) return null;
	const choose = (next: string) => {
		setTrait(next);
		const search = new URLSearchParams(window.location.search);
		if (next === "") search.delete(PARAMETER);
		else search.set(PARAMETER, next);
		const text = search.toString();
		window.history.replaceState(null, "", text === "" ? pathname : `${pathname}?${text}`);
	};
	const chooser = (
		<Choice
			size="sm"
			className="w-auto min-w-44"
			aria-label="Compare by"
			value={trait}
			onChange={choose}
			placeholder="Compare by a trait"
			none="No slices"
			options={sliceTraits.map((name) => ({ value: name, label: name }))}
		/>
	);
	if (slices.data?.known) return <SlicesResult read={read} slices={slices.data.figure} chooser={chooser} />;
	return (
		<Card aria-label="Slices" className={trait === "" ? "print:hidden" : undefined}>
			<CardHeader>
				<CardTitle>Slices (exploratory)</CardTitle>
				<CardAction>{chooser}</CardAction>
			</CardHeader>
			<CardContent>
				{trait === "" ? (
					<p className="text-pretty text-muted-foreground text-sm">
						Choose a trait to see for whom the campaign did more or less. It is a hint for the next campaign:
						the verdict never depends on it.
					</p>
				) : slices.error ? (
					<p className="text-pretty text-sm">{slices.error.message}</p>
				) : slices.data ? (
					<p className="text-pretty text-sm">{slices.data.known ? "" : slices.data.reason}</p>
				) : (
					<Skeleton className="h-40" />
				)}
			</CardContent>
		</Card>
	);
}
