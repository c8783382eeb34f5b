"use client";

import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";

/** Opens the page where a computed trait is created. */
export function NewTraitButton() {
	const slug = useWorkspaceSlug();
	return (
		<Button asChild>
			<Link href={`/${slug}/traits/new`}>New computed trait</Link>
		</Button>
	);
}
