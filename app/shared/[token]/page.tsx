import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { SharedLiftPage } from "@/components/lift/shared-lift-page";
import { openLink } from "@/lib/lift/server/links/open-link";

type Props = { params: Promise<{ token: string }> };

// Read once for the title and the page. Nothing of the address but the token is looked at.
const open = cache((token: string) => openLink(token));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	const found = await open((await params).token);
	return {
		title: found ? `Results of ${found.read.campaign.name}` : "Page not found",
		robots: { index: false, follow: false, nocache: true },
		referrer: "no-referrer",
	};
}

export default async function Page({ params }: Props) {
	const found = await open((await params).token);
	if (!found) notFound();
	const { read, attribution, expiresAt, timeZone } = found;
	return (
		<SharedLiftPage
			read={read}
			attribution={attribution}
			expiresAt={expiresAt.toISOString()}
			timeZone={timeZone}
		/>
	);
}
