import type { Metadata } from "next";
import { catalogQueries } from "@/components/segments/api";
import { NewSegmentPage } from "@/components/segments/new-segment-page";
import { Hydrate } from "@/components/shell/hydrate";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "New segment" };

type Props = {
	params: Promise<{ workspace: string }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function Page({ params, searchParams }: Props) {
	const ctx = await openPage(params, "segments.write");
	const query = await searchParams;
	const given = { in: String(query.in ?? ""), notIn: String(query.notIn ?? "") };
	return (
		<Hydrate queries={[[catalogQueries.all().queryKey, await getCatalog(ctx)]]}>
			<NewSegmentPage openedAt={ctx.now.toISOString()} given={given} />
		</Hydrate>
	);
}
