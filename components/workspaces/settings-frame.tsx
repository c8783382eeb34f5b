"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { mayOpen, notificationsPath } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";

const parts = [
	{ path: "settings", label: "Workspace" },
	{ path: notificationsPath, label: "Notifications" },
	{ path: "settings/members", label: "Members" },
	{ path: "settings/api-keys", label: "API keys" },
	{ path: "settings/jobs", label: "Background jobs" },
	{ path: "settings/system", label: "System" },
	{ path: "settings/audit", label: "Audit log" },
];

/** The head of every settings page, with links to the others. */
export function SettingsFrame({
	title,
	description,
	action,
	children,
}: {
	title: string;
	description: ReactNode;
	action?: ReactNode;
	children: ReactNode;
}) {
	const { slug, role } = useWorkspace();
	const pathname = usePathname();
	const open = parts.filter(({ path }) => mayOpen(role, path));
	return (
		<>
			{open.length > 1 && (
				<TabLinks
					label="Settings"
					className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0"
					links={open.map(({ path, label }) => {
						const href = `/${slug}/${path}`;
						return { href, label, isCurrent: pathname === href };
					})}
				/>
			)}
			<PageHeader title={title} description={description} action={action} />
			{children}
		</>
	);
}
