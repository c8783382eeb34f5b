import { redirect } from "next/navigation";
import { openPage } from "@/lib/workspaces/server/open-page";

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const { workspace } = await openPage(params, "data.read");
	redirect(`/${workspace.slug}/data?tab=imports`);
}
