"use client";

import { useParams } from "next/navigation";

/** The workspace in the URL. */
export function useWorkspaceSlug(): string {
	const { workspace } = useParams<{ workspace: string }>();
	return workspace;
}
