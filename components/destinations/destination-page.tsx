"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { destinationsQueries, useReauthorize, useTestDestination } from "@/components/destinations/api";
import { DestinationStatus } from "@/components/destinations/destination-status";
import { DisconnectDialog } from "@/components/destinations/disconnect-dialog";
import { EditConnectionDialog } from "@/components/destinations/edit-connection-dialog";
import { NetworkMark } from "@/components/destinations/network-mark";
import { OptOutsCard } from "@/components/destinations/opt-outs-card";
import { TestOutcome } from "@/components/destinations/test-outcome";
import { startsAt } from "@/components/destinations/use-items";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { SyncTable } from "@/components/syncs/sync-table";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import type { TestResult } from "@/lib/destinations/contracts";

export function DestinationPage({
	destinationId,
	isChanging = false,
}: {
	destinationId: string;
	/** Opens with the connection form: someone came to fix it. */
	isChanging?: boolean;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const mayWrite = useCan("destinations.write");
	const mayUse = useCan("syncs.write");
	const { data, error, refetch } = useQuery(destinationsQueries.detail(destinationId));
	const networks = useQuery(destinationsQueries.networks());
	const test = useTestDestination();
	const reauthorize = useReauthorize();
	const [outcome, setOutcome] = useState<TestResult | null>(null);
	const [isEditing, setEditing] = useState(isChanging);
	const [isArchiving, setArchiving] = useState(false);
	if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!data) return <PageSkeleton />;
	const network = networks.data?.items.find((one) => one.slug === data.network);
	const settings = network?.fields.filter((field) => !field.isSecret && data.settings[field.name]) ?? [];
	const secrets = network?.fields.filter((field) => data.storedSecrets.includes(field.name)) ?? [];
	const edit = (isOpen: boolean) => {
		setEditing(isOpen);
		// Once closed, it does not open again on reload.
		if (!isOpen && isChanging) router.replace(`/${slug}/destinations/${destinationId}`);
	};
	const runTest = async () => {
		try {
			setOutcome(await test.mutateAsync({ params: { destinationId } }));
		} catch (problem) {
			showError("The connection could not be tested", problem);
		}
	};
	const isElsewhere = network?.auth === "oauth2";
	const reconnect = async () => {
		try {
			await reauthorize.mutateAsync({ params: { destinationId } });
		} catch (problem) {
			showError("The destination could not be reconnected", problem);
		}
	};
	return (
		<>
			<BreadcrumbName id={data.id} name={data.name} />
			<PageHeader
				title={data.name}
				description={network?.summary}
				meta={
					<>
						<NetworkMark network={data.network} name={data.networkName} className="order-first" />
						<DestinationStatus status={data.status} />
						{data.isSandbox && <Badge variant="outline">Sandbox</Badge>}
					</>
				}
				action={
					mayWrite && (
						<>
							<Button variant="ghost" onClick={() => setArchiving(true)}>
								Disconnect
							</Button>
							<Button variant="outline" onClick={() => edit(true)}>
								Change
							</Button>
							<Button variant="outline" isPending={test.isPending} onClick={() => void runTest()}>
								Test connection
							</Button>
						</>
					)
				}
			/>
			{outcome && <TestOutcome result={outcome} />}
			{!outcome && data.status !== "connected" && (
				<Alert variant="destructive">
					<AlertTitle>This connection is not delivering</AlertTitle>
					<AlertDescription>
						<p>
							{data.checkError ?? "The last test failed."}
							{mayWrite ? "" : " An admin can fix it."}
						</p>
						{mayWrite &&
							(isElsewhere ? (
								<Button
									size="sm"
									className="mt-2"
									isPending={reauthorize.isPending || reauthorize.isSuccess}
									onClick={() => void reconnect()}
								>
									Reconnect
								</Button>
							) : (
								<Button size="sm" className="mt-2" onClick={() => edit(true)}>
									Fix
								</Button>
							))}
					</AlertDescription>
				</Alert>
			)}
			{data.pause && (
				<Alert variant="warning">
					<AlertTitle>Nothing is sent to this destination right now</AlertTitle>
					<AlertDescription>
						{data.pause.reason} Next try: <RelativeTime at={data.pause.until} />.
					</AlertDescription>
				</Alert>
			)}
			{!outcome && data.status === "connected" && data.endsSoon && (
				<Alert variant="warning">
					<AlertTitle>This connection will stop working</AlertTitle>
					<AlertDescription>{data.endsSoon}</AlertDescription>
				</Alert>
			)}
			<div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
				<section aria-labelledby="syncs" className="grid content-start gap-3">
					<div className="flex flex-wrap items-center justify-between gap-2">
						<h2 id="syncs" className="font-semibold text-base">
							Syncs to this destination
						</h2>
						{mayUse && (
							<div className="flex flex-wrap gap-2">
								{network?.purpose === "advertising" && (
									<Button variant="outline" size="sm" asChild>
										<Link href={`/${slug}/${startsAt.exclusion(destinationId)}`}>Exclusion list</Link>
									</Button>
								)}
								<Button variant="outline" size="sm" asChild>
									<Link href={`/${slug}/${startsAt.sync(destinationId)}`}>New sync</Link>
								</Button>
								<Button variant={data.status === "connected" ? "default" : "outline"} size="sm" asChild>
									<Link href={`/${slug}/${startsAt.campaign(destinationId)}`}>New campaign</Link>
								</Button>
							</div>
						)}
					</div>
					<SyncTable destinationId={destinationId} />
				</section>
				<div className="grid content-start gap-4">
					<TitledCard title="Connection" className="h-fit">
						<dl className="grid gap-3 text-sm">
							<Entry label="Network">{data.networkName}</Entry>
							{data.account && (
								<Entry label="Account">
									<span className="break-words">
										{data.account.name} ({data.account.id})
									</span>
								</Entry>
							)}
							{settings.map((field) => (
								<Entry key={field.name} label={field.label}>
									<span className="break-words">
										{field.options.find(({ value }) => value === data.settings[field.name])?.label ??
											data.settings[field.name]}
									</span>
								</Entry>
							))}
							{secrets.map((field) => (
								<Entry key={field.name} label={field.label}>
									Stored, encrypted
								</Entry>
							))}
							<Entry label="Last checked">
								{data.checkedAt ? <RelativeTime at={data.checkedAt} /> : "Never"}
							</Entry>
						</dl>
					</TitledCard>
					<OptOutsCard destinationId={data.id} networkName={data.networkName} mayWrite={mayWrite} />
				</div>
			</div>
			{isEditing && <EditConnectionDialog destination={data} open onOpenChange={edit} />}
			<DisconnectDialog destination={data} open={isArchiving} onOpenChange={setArchiving} />
		</>
	);
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
	return (
		<div className="grid gap-0.5">
			<dt className="text-muted-foreground">{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}
