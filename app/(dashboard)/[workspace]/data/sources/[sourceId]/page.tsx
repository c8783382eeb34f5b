import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { answerSoon } from "@/app/answer-soon";
import { Hydrate } from "@/components/shell/hydrate";
import { sourcesQueries } from "@/components/sources/api";
import { SourcePage } from "@/components/sources/source-page";
import { env } from "@/lib/platform/env";
import { listMessages } from "@/lib/sources/server/list-messages";
import { listSources } from "@/lib/sources/server/list-sources";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Source" };

export default async function Page({ params }: { params: Promise<{ workspace: string; sourceId: string }> }) {
	const ctx = await openPage(params, "data.read");
	const { sourceId } = await params;
	const sources = await listSources(ctx);
	// Files have pages of their own.
	if (!sources.items.some(({ id, kind }) => id === sourceId && kind === "http")) notFound();
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
