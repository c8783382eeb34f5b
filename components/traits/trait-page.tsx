"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { archiveTrait, forgetTraits, refreshTrait, traitsQueries } from "@/components/traits/api";
import { DistributionChart } from "@/components/traits/distribution-chart";
import { HistoryCards } from "@/components/traits/history-cards";
import { StageMovesCard } from "@/components/traits/stage-moves-card";
import { kindLooks, stateWords, typeWords } from "@/components/traits/trait-words";
import { UsedInCard } from "@/components/traits/used-in-card";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import { pluralText } from "@/lib/kernel/number-text";
import type { TraitDetail } from "@/lib/traits/contracts";
import { findTraitTrouble } from "@/lib/traits/trait-trouble";

/**
 * One computed trait: its definition, the distribution of its values, what uses it, its versions and
 * computations.
 */
export function TraitPage({ traitId }: { traitId: string }) {
	const query = useQuery(traitsQueries.detail(traitId));
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <Skeleton className="h-64" />;
	const trait = query.data;
	const trouble = findTraitTrouble(trait, query.dataUpdatedAt);
	const { icon: Icon, label } = kindLooks[trait.kind];
	const state = stateWords[trait.state];
	return (
		<>
			<BreadcrumbName id={trait.id} name={trait.name} />
			<PageHeader
				title={trait.name}
				description={<Summary trait={trait} />}
				action={<Actions trait={trait} />}
			/>
			{trouble && (
				<TroubleAlert
					title={trouble.kind === "failed" ? "It could not be computed" : "Waiting to be computed"}
					nextTryAt={trouble.nextTryAt}
				>
					{trouble.reason}
				</TroubleAlert>
			)}
			<div className="grid items-start gap-4 lg:grid-cols-2">
				<Card className="grid gap-2 p-4">
					<div className="flex flex-wrap items-center justify-between gap-2">
						<h2 className="flex items-center gap-2 font-semibold text-sm">
							<Icon aria-hidden="true" className="size-4 text-muted-foreground" />
							{label} · {typeWords[trait.valueType]}
						</h2>
						<StatusBadge tone={state.tone}>{state.label}</StatusBadge>
					</div>
					<p
						className={
							trait.kind === "formula"
								? "break-words rounded-md bg-muted px-2 py-1.5 font-mono text-sm"
								: "text-pretty break-words text-sm"
						}
					>
						{trait.says}
					</p>
					<UsedInCard usedIn={trait.usedIn} />
				</Card>
				<Spread trait={trait} />
			</div>
			{trait.kind === "stage" && trait.servedVersion !== null && trait.state !== "archived" && (
				<StageMovesCard trait={trait} />
			)}
			<HistoryCards versions={trait.versions} runs={trait.runs} />
		</>
	);
}

function Summary({ trait }: { trait: TraitDetail }) {
	const isBuilding = trait.state === "building";
	return (
		<span className="tabular-nums">
			{trait.people === null || trait.asOf === null ? (
				"Its values are being computed for the first time"
			) : (
				<>
					{formatPeople(trait.people)} with a value · <AsOf at={trait.asOf} />
				</>
			)}
			{isBuilding && trait.servedVersion !== null && (
				<>
					{" "}
					· of version {trait.servedVersion}; version {trait.version} is being computed
				</>
			)}
			{" · "}
			{trait.ownerName}
			{trait.description && <span className="block">{trait.description}</span>}
		</span>
	);
}

function Spread({ trait }: { trait: TraitDetail }) {
	const isThere = trait.servedVersion !== null && trait.state !== "archived";
	const spread = useQuery({ ...traitsQueries.distribution(trait.id, trait.asOf), enabled: isThere });
	return (
		<Card className="grid gap-3 p-4">
			<h2 className="font-semibold text-sm">Distribution of values</h2>
			{!isThere ? (
				<p className="text-muted-foreground text-sm">
					{trait.state === "archived"
						? "An archived trait has no values."
						: "Computing the values for all people. They appear here when ready."}
				</p>
			) : spread.error && !spread.data ? (
				<ErrorNotice error={spread.error} onRetry={spread.refetch} />
			) : spread.data ? (
				<DistributionChart distribution={spread.data.distribution} />
			) : (
				<Skeleton className="h-44" />
			)}
		</Card>
	);
}

function Actions({ trait }: { trait: TraitDetail }) {
	const slug = useWorkspaceSlug();
	const client = useQueryClient();
	const mayWrite = useCan("traits.write");
	const [isArchiving, setArchiving] = useState(false);
	const refresh = useMutation({
		mutationFn: () => refreshTrait(trait.id),
		onSuccess: ({ runs: [run] }) => {
			if (run?.status === "failed") {
				showError("The values could not be computed", new Error(run.error ?? "The reason is unknown."));
			} else toast.success(`${pluralText(Number(run?.changed ?? 0), "value")} changed`);
		},
		onError: (error) => showError("The values could not be computed", error),
		onSettled: () => forgetTraits(client),
	});
	if (!mayWrite || trait.state === "archived") return null;
	const users = trait.usedIn.map(({ name }) => name).join(", ");
	return (
		<>
			<Button variant="outline" isPending={refresh.isPending} onClick={() => refresh.mutate()}>
				{!refresh.isPending && <RefreshCw aria-hidden="true" />}
				Recompute now
			</Button>
			<Button variant="outline" onClick={() => setArchiving(true)}>
				<Archive aria-hidden="true" />
				Archive
			</Button>
			<Button asChild>
				<Link href={`/${slug}/traits/${trait.id}/edit`}>Edit</Link>
			</Button>
			<ConfirmAction
				open={isArchiving}
				onOpenChange={setArchiving}
				title={`Archive “${trait.name}”?`}
				description={
					trait.usedIn.length > 0
						? `It is still used by ${users}. Take it out there first; until then it cannot be archived.`
						: "No one has a value anymore, and rules can no longer use it. Its history stays, and its name is free again."
				}
				confirmLabel="Archive trait"
				variant="destructive"
				failTitle="The trait was not archived"
				onConfirm={async () => {
					await archiveTrait(trait.id);
					await forgetTraits(client);
				}}
			/>
		</>
	);
}
