"use client";

import { Download, MoreHorizontal, UserX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { downloadHref, useErasePerson } from "@/components/privacy/api";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { MoreMenu } from "@/components/ui/more-menu";

/** What an admin can do for a person who asks about their data. */
export function PersonMenu({ profileId, name }: { profileId: number; name: string }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const mayDownload = useCan("people.download");
	const mayErase = useCan("erasures.write");
	const erase = useErasePerson();
	const [isErasing, setErasing] = useState(false);
	if (!mayDownload && !mayErase) return null;
	return (
		<>
			<MoreMenu
				trigger={
					<Button variant="outline">
						<MoreHorizontal aria-hidden="true" />
						Personal data
					</Button>
				}
			>
				{mayDownload &&
					(["html", "json"] as const).map((format) => (
						<DropdownMenuItem key={format} asChild>
							<a href={downloadHref(slug, profileId, format)} download>
								<Download aria-hidden="true" />
								{format === "html" ? "Download to read" : "Download as JSON"}
							</a>
						</DropdownMenuItem>
					))}
				{mayErase && (
					<DropdownMenuItem variant="destructive" onSelect={() => setErasing(true)}>
						<UserX aria-hidden="true" />
						Erase this person
					</DropdownMenuItem>
				)}
			</MoreMenu>
			<ConfirmAction
				open={isErasing}
				onOpenChange={setErasing}
				title={`Erase ${name}?`}
				description={
					<div className="grid gap-2">
						<p>
							Identifiers, contact data, events, traits and consent are deleted, and every destination is told
							to remove them. They leave all segments and counts at once.
						</p>
						<p>
							Data about them from before today that arrives later is refused. This cannot be undone; download
							their data first if they asked for it.
						</p>
					</div>
				}
				confirmLabel="Erase for good"
				variant="destructive"
				typeToConfirm="erase"
				failTitle="The person was not erased"
				onConfirm={async () => {
					const erasure = await erase.mutateAsync(profileId);
					router.push(`/${slug}/profiles/erasures/${erasure.id}`);
				}}
			/>
		</>
	);
}
