import {
	Calculator,
	FileUp,
	type LucideIcon,
	Megaphone,
	Plug,
	RefreshCw,
	SquareDashedMousePointer,
} from "lucide-react";
import type { Action } from "@/lib/workspaces/policy";

export type Creation = {
	label: string;
	path: string;
	icon: LucideIcon;
	action: Action;
	/** Key pressed after "c", if any. */
	key?: string;
};

/** What can be created from anywhere, in the command palette and by keys. */
export const creations: readonly Creation[] = [
	{
		label: "New segment",
		path: "segments/new",
		icon: SquareDashedMousePointer,
		action: "segments.write",
		key: "s",
	},
	{ label: "New campaign", path: "campaigns/new", icon: Megaphone, action: "campaigns.write", key: "c" },
	{ label: "New computed trait", path: "traits/new", icon: Calculator, action: "traits.write", key: "t" },
	{ label: "New sync", path: "syncs/new", icon: RefreshCw, action: "syncs.write", key: "y" },
	{ label: "Import a file", path: "data/imports/new", icon: FileUp, action: "data.write", key: "i" },
	{
		label: "Connect a destination",
		path: "destinations",
		icon: Plug,
		action: "destinations.write",
		key: "e",
	},
	{ label: "Import a finished campaign", path: "campaigns/import", icon: FileUp, action: "campaigns.write" },
];
