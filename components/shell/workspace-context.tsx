"use client";

import { createContext, type ReactNode, useContext } from "react";
import { type Action, may, type Role } from "@/lib/workspaces/policy";

export type ShellWorkspace = {
	slug: string;
	name: string;
	timeZone: string;
	user: { id: string; name: string; email: string };
	role: Role;
	/** All workspaces of this user, for the switcher. */
	workspaces: { slug: string; name: string; role: string }[];
};

const WorkspaceContext = createContext<ShellWorkspace | null>(null);

export function WorkspaceProvider({ value, children }: { value: ShellWorkspace; children: ReactNode }) {
	return <WorkspaceContext.Provider value={value}>{children}</WorkspaceContext.Provider>;
}

/** The workspace on screen and its viewer. */
export function useWorkspace(): ShellWorkspace {
	const value = useContext(WorkspaceContext);
	if (!value) throw new Error("useWorkspace needs the signed-in shell around it");
	return value;
}

/** Whether the viewer's role may do this: for hiding what the server would refuse anyway. */
export function useCan(action: Action): boolean {
	return may(useWorkspace().role, action);
}
