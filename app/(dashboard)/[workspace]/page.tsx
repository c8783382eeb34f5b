import { openPage } from "@/lib/workspaces/server/open-page";

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	await openPage(params, "workspace.read");
	return <h1>Home</h1>;
}
