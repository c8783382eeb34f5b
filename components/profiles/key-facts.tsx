"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { profilesQueries } from "@/components/profiles/api";
import { formatPersonValue } from "@/components/profiles/format-person-value";
import { reachableBy } from "@/components/profiles/reachable-by";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { pluralText } from "@/lib/kernel/number-text";
import type { ProfileDetail } from "@/lib/profiles/api";
import type { PersonFigures } from "@/lib/segments/figures-api";

/** Key facts about a person: their value, last purchase, lifecycle stage, and how to reach them. */
export function KeyFacts({ profile }: { profile: ProfileDetail }) {
	const slug = useWorkspaceSlug();
	const { data, isError } = useQuery(profilesQueries.figures([profile.uid]));
	const person = data?.items[0];
	const reach = reachableBy(profile);
	const waiting = isError ? "Unknown" : "…";
	const hasPurchase = !data || data.purchase !== null;
	const say = (draw: (known: PersonFigures) => ReactNode) => (person ? draw(person) : waiting);
	return (
		<Card className="grid grid-cols-2 gap-x-4 gap-y-3 p-4 sm:p-5 lg:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]">
			{hasPurchase && (
				<Fact
					label="Value"
					detail={person?.orders == null ? " " : pluralText(person.orders, "order")}
					title={data?.amount ? `Sum of ${data.amount} over all ${data.purchase}` : undefined}
				>
					{say((known) => (known.value === null ? "Unknown" : formatPersonValue(known)))}
				</Fact>
			)}
			{hasPurchase && (
				<Fact label="Last order" detail={data?.purchase ?? " "}>
					{say(({ lastOrderAt }) => (lastOrderAt ? <RelativeTime at={lastOrderAt} /> : "Never"))}
				</Fact>
			)}
			<Fact label="Last seen" detail="Latest event">
				{say(({ lastSeenAt }) => (lastSeenAt ? <RelativeTime at={lastSeenAt} /> : "No events yet"))}
			</Fact>
			{(!data || data.stage !== null) && (
				<Fact
					label="Stage"
					detail={
						data?.stage ? (
							<Link href={`/${slug}/traits/${data.stage.traitId}`} className="hover:underline">
								{data.stage.name}
							</Link>
						) : (
							" "
						)
					}
				>
					{say(({ stage }) => stage ?? "None")}
				</Fact>
			)}
			<Fact label="Reachable by" detail={reach.reason ?? "Consent given, address known"}>
				{reach.channels.length > 0 ? reach.channels.join(", ") : "Nothing"}
			</Fact>
		</Card>
	);
}

function Fact({
	label,
	detail,
	title,
	children,
}: {
	label: string;
	detail: ReactNode;
	title?: string | undefined;
	children: ReactNode;
}) {
	return (
		<div className="min-w-0">
			<div className="text-muted-foreground text-sm">{label}</div>
			<div className="mt-0.5 font-semibold text-lg tabular-nums tracking-tight [overflow-wrap:anywhere]">
				{children}
			</div>
			<div className="mt-0.5 min-h-5 text-muted-foreground text-sm" title={title}>
				{detail}
			</div>
		</div>
	);
}
