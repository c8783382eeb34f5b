import {
	Database,
	House,
	type LucideIcon,
	Megaphone,
	Plug,
	Settings,
	SquareDashedMousePointer,
	UsersRound,
} from "lucide-react";
import { type Action, may, type Role } from "@/lib/workspaces/policy";

export type NavigationEntry = {
	label: string;
	/** Under the workspace; empty for home. */
	path: string;
	icon: LucideIcon;
	action: Action;
	/** Key pressed after "g". */
	key: string;
	/** Other first path segments that belong to this entry. */
	also?: string[];
};

export const mainNavigation: NavigationEntry[] = [
	{ label: "Home", path: "", icon: House, action: "workspace.read", key: "h" },
	{ label: "Segments", path: "segments", icon: SquareDashedMousePointer, action: "segments.read", key: "s" },
	{
		label: "Campaigns",
		path: "campaigns",
		icon: Megaphone,
		action: "campaigns.read",
		key: "c",
		also: ["lift"],
	},
	{ label: "People", path: "profiles", icon: UsersRound, action: "people.read", key: "p" },
	{ label: "Data", path: "data", icon: Database, action: "data.read", key: "d", also: ["sources", "traits"] },
];

export const footNavigation: NavigationEntry[] = [
	{
		label: "Destinations",
		path: "destinations",
		icon: Plug,
		action: "destinations.read",
		key: "e",
		also: ["syncs"],
	},
	{ label: "Settings", path: "settings", icon: Settings, action: "settings.read", key: "," },
];

export function hrefOf(workspace: string, path: string): string {
	return path ? `/${workspace}/${path}` : `/${workspace}`;
}

/** Whether the path is under this entry. */
export function isUnder(entry: NavigationEntry, pathname: string): boolean {
	const word = pathname.split("/")[2] ?? "";
	return word === entry.path || (entry.also ?? []).includes(word);
}

/** Settings that every member has for themselves. */
export const notificationsPath = "settings/notifications";

/**
 * Whether a role may open a path under the workspace, such as `settings/jobs`. Roles that read segments also
 * read traits.
 */
export function mayOpen(role: Role, path: string): boolean {
	if (path === notificationsPath) return may(role, "workspace.read");
	const entry = [...mainNavigation, ...footNavigation].find((one) => isUnder(one, `/workspace/${path}`));
	if (!entry) return false;
	return path.startsWith("traits") ? may(role, "traits.read") : may(role, entry.action);
}
