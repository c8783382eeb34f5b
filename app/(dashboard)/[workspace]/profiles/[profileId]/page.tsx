import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { answerSoon } from "@/app/answer-soon";
import { orNotFound } from "@/app/or-not-found";
import { profilesQueries } from "@/components/profiles/api";
import { ProfilePage } from "@/components/profiles/profile-page";
import { deliveriesOf, membershipsOf } from "@/components/profiles/related-queries";
import { Hydrate } from "@/components/shell/hydrate";
import { traitListQuery, traitsQueries } from "@/components/traits/api";
import { explainPersonDelivery } from "@/lib/privacy/server/explain-person-delivery";
import { profileUid } from "@/lib/profiles/api";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { listProfileEvents } from "@/lib/profiles/server/list-profile-events";
import { listFigures } from "@/lib/segments/server/list-figures";
import { listMemberships } from "@/lib/segments/server/list-memberships";
import { listTraits } from "@/lib/traits/server/list-traits";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Person" };

export default async function Page({
	params,
}: {
	params: Promise<{ workspace: string; profileId: string }>;
}) {
	const ctx = await openPage(params, "people.read");
	const { workspace, profileId: given } = await params;
	const parsed = profileUid.safeParse(given);
	if (!parsed.success) notFound();
	const profileId = parsed.data;
	const [[profile, events], segments, deliveries, traits, figures] = await Promise.all([
		orNotFound(
			Promise.all([getProfile(ctx, { profileId }), listProfileEvents(ctx, { profileId, limit: 100 })]),
		),
		answerSoon(listMemberships(ctx, { profileId })),
		answerSoon(explainPersonDelivery(ctx, profileId)),
		answerSoon(listTraits(ctx, traitListQuery)),
		answerSoon(listFigures(ctx, { uids: [profileId] })),
	]);
	// A person who was merged into another redirects there.
	if (profile.uid !== profileId) redirect(`/${workspace}/profiles/${profile.uid}`);
	return (
		<Hydrate
			queries={[
				[profilesQueries.detail(profileId).queryKey, profile],
				[profilesQueries.events(profileId).queryKey, { pages: [events], pageParams: [null] }],
				...(segments ? [[membershipsOf(profileId).queryKey, segments] as const] : []),
				...(deliveries ? [[deliveriesOf(profileId).queryKey, deliveries] as const] : []),
				...(figures ? [[profilesQueries.figures([profileId]).queryKey, figures] as const] : []),
				...(traits ? [[traitsQueries.list().queryKey, traits] as const] : []),
			]}
		>
			<ProfilePage profileId={profileId} />
		</Hydrate>
	);
}
