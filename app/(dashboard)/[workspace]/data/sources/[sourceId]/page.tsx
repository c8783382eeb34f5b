import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { answerSoon } from "@/app/answer-soon";
import { nameTitle } from "@/app/name-title";
import { Hydrate } from "@/components/shell/hydrate";
import { sourcesQueries } from "@/components/sources/api";
import { SourcePage } from "@/components/sources/source-page";
import { env } from "@/lib/platform/env";
import { listMessages } from "@/lib/sources/server/list-messages";
import { listSources } from "@/lib/sources/server/list-sources";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; sourceId: string }> };

// Read once for the title and the page. Files have pages of their own.
const findSources = cache(listSources);
const isShown = (sourceId: string) => (source: { id: string; kind: string }) =>
	source.id === sourceId && source.kind === "http";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Source", async () => {
		const { items } = await findSources(await openPage(params, "data.read"));
		return items.find(isShown((await params).sourceId)) ?? { name: "Source" };
	});
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "data.read");
	const { sourceId } = await params;
	const sources = await findSources(ctx);
	if (!sources.items.some(isShown(sourceId))) notFound();
	const messages = await answerSoon(listMessages(ctx, { sourceId }));
	return (
		<Hydrate
			queries={[
				[sourcesQueries.list().queryKey, sources],
				...(messages ? [[sourcesQueries.messages(sourceId).queryKey, messages] as const] : []),
			]}
		>
			<SourcePage sourceId={sourceId} ingestUrl={env.NEXTAUTH_URL} />
		</Hydrate>
	);
}
