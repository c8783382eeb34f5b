"use client";

import { useParams } from "next/navigation";

/** The workspace in the address. */
export function useWorkspaceSlug(): string {
	const { workspace } = useParams<{ workspace: string }>();
	return workspace;
}
