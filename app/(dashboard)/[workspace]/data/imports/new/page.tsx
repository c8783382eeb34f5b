import type { Metadata } from "next";
import { UploadPage } from "@/components/sources/upload-page";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Import a file" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	await openPage(params, "data.write");
	return <UploadPage />;
}
