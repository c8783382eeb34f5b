"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { useRouter } from "next/navigation";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { toast } from "@/components/ui/toast";

/** The menu item that creates a copy and opens it. */
export function DuplicateItem({
	room,
	duplicate,
}: {
	room: "segments" | "campaigns" | "syncs";
	duplicate: () => Promise<{ id: string; name: string }>;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const run = async () => {
		try {
			const made = await duplicate();
			await client.invalidateQueries({ queryKey: [room, "list"] });
			router.push(`/${slug}/${room}/${made.id}`);
			toast.success(`“${made.name}” is ready to change`);
		} catch (error) {
			showError("It could not be duplicated", error);
		}
	};
	return (
		<DropdownMenuItem onSelect={() => void run()}>
			<Copy aria-hidden="true" />
			Duplicate
		</DropdownMenuItem>
	);
}
