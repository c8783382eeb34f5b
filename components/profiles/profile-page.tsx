"use client";

import { useQuery } from "@tanstack/react-query";
import { PersonMenu } from "@/components/privacy/person-menu";
import { profilesQueries } from "@/components/profiles/api";
import { ConsentCard } from "@/components/profiles/consent-card";
import { DeliveriesCard } from "@/components/profiles/deliveries-card";
import { EventTimeline } from "@/components/profiles/event-timeline";
import { KeyFacts } from "@/components/profiles/key-facts";
import { MembershipsCard } from "@/components/profiles/memberships-card";
import { profileName } from "@/components/profiles/profile-name";
import { TraitsCard } from "@/components/profiles/traits-card";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { Badge } from "@/components/ui/badge";
import { TitledCard } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { formatStoredDate } from "@/components/ui/format-time";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf, RelativeTime } from "@/components/ui/relative-time";
import type { ProfileDetail } from "@/lib/profiles/api";

const kindLabels = { user_id: "User ID", email: "Email", phone: "Phone", anonymous_id: "Device ID" };

/** Everything known about one person. */
export function ProfilePage({ profileId }: { profileId: number }) {
	const { data, error, refetch } = useQuery(profilesQueries.detail(profileId));
	if (!data) return error ? <ErrorNotice error={error} onRetry={refetch} /> : <PageSkeleton />;
	const name = profileName(data);
	return (
		<>
			<BreadcrumbName id={String(profileId)} name={name} />
			<PageHeader
				title={name}
				meta={
					<Badge variant={data.isKnown ? "default" : "secondary"}>
						{data.isKnown ? "Known" : "Anonymous"}
					</Badge>
				}
				description={
					<>
						Person {data.uid} · first seen <RelativeTime at={data.firstSeenAt} /> · <AsOf at={data.asOf} />
					</>
				}
				action={<PersonMenu profileId={data.uid} name={name} />}
			/>
			<KeyFacts profile={data} />
			<div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)] xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
				<div className="grid min-w-0 grid-cols-1 gap-4">
					<EventTimeline profileId={profileId} />
					<TraitsCard profileId={profileId} traits={data.traits} />
				</div>
				<div className="grid min-w-0 grid-cols-1 gap-4">
					<IdentifiersCard profile={data} />
					<MembershipsCard profileId={profileId} />
					<DeliveriesCard profileId={profileId} />
					<ConsentCard consent={data.consent} suppressions={data.suppressions} />
					<MergesCard profile={data} />
				</div>
			</div>
		</>
	);
}

function IdentifiersCard({ profile }: { profile: ProfileDetail }) {
	// An identifying email address is already in the list.
	const shown = new Set(profile.identifiers.map(({ value }) => value));
	const personal = profile.personal.filter(({ value }) => !shown.has(value));
	return (
		<TitledCard title="Identifiers and contact">
			<dl className="grid gap-3 text-sm">
				{profile.identifiers.map((identifier) => (
					<div key={`${identifier.kind} ${identifier.value}`}>
						<dt className="text-muted-foreground text-xs">
							{kindLabels[identifier.kind]} · since <RelativeTime at={identifier.since} />
						</dt>
						<dd className="flex items-center justify-between gap-2 break-all">
							{identifier.value}
							<CopyButton
								variant="ghost"
								className="-my-1 text-muted-foreground"
								text={identifier.value}
								label={`Copy ${kindLabels[identifier.kind]}`}
							/>
						</dd>
					</div>
				))}
				{personal.map((field) => (
					<div key={field.field}>
						<dt className="text-muted-foreground text-xs">
							{field.label} · since <RelativeTime at={field.validFrom} />
						</dt>
						<dd className="break-words">
							{field.field === "birthday" ? formatStoredDate(field.value) : field.value}
						</dd>
					</div>
				))}
			</dl>
			{profile.identifiers.length + profile.personal.length === 0 && (
				<p className="text-muted-foreground text-sm">
					No identifiers. Their events were imported or sent without an identifier that is kept.
				</p>
			)}
		</TitledCard>
	);
}

function MergesCard({ profile }: { profile: ProfileDetail }) {
	if (profile.merges.length === 0) return null;
	return (
		<TitledCard title="Merges">
			<ul className="grid gap-3 text-sm">
				{profile.merges.map((merge) => (
					<li key={merge.id}>
						<div>
							Person {merge.absorbedUid} was merged into this profile
							{merge.undoneAt && <Badge className="ml-2">Undone</Badge>}
						</div>
						<div className="text-muted-foreground text-xs">
							{merge.reason} · <RelativeTime at={merge.mergedAt} />
						</div>
					</li>
				))}
			</ul>
		</TitledCard>
	);
}
