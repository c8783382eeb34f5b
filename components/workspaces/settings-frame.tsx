"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { cn } from "@/components/ui/class-names";
import { PageHeader } from "@/components/ui/page-header";

const parts = [
	{ path: "settings", label: "Workspace" },
	{ path: "settings/members", label: "Members" },
	{ path: "settings/api-keys", label: "API keys" },
	{ path: "settings/jobs", label: "Background jobs" },
	{ path: "settings/audit", label: "Audit log" },
];

/** The head of every settings page, with the way to the others. */
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
	const slug = useWorkspaceSlug();
	const pathname = usePathname();
	return (
		<>
			<nav
				aria-label="Settings"
				className="-mx-4 overflow-x-auto border-border border-b px-4 sm:mx-0 sm:px-0"
			>
				<ul className="flex gap-5">
					{parts.map(({ path, label }) => {
						const href = `/${slug}/${path}`;
						const isActive = pathname === href;
						return (
							<li key={path}>
								<Link
									href={href}
									aria-current={isActive ? "page" : undefined}
									className={cn(
										"-mb-px inline-flex h-9 items-center whitespace-nowrap border-b-2 font-medium text-sm transition-colors focus-visible:outline-offset-[-2px]",
										isActive
											? "border-primary text-foreground"
											: "border-transparent text-muted-foreground hover:text-foreground",
									)}
								>
									{label}
								</Link>
							</li>
						);
					})}
				</ul>
			</nav>
			<PageHeader title={title} description={description} action={action} />
			{children}
		</>
	);
}
