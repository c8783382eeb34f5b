import type { Metadata } from "next";
import { AuthorizedPage } from "@/components/destinations/authorized-page";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Connect a destination" };

export default async function Page({
	params,
	searchParams,
}: {
	params: Promise<{ workspace: string }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
	await openPage(params, "destinations.write");
	const given = await searchParams;
	const text = (name: string) => (typeof given[name] === "string" ? given[name] : "");
	return <AuthorizedPage state={text("state")} code={text("code")} error={text("error")} />;
}
