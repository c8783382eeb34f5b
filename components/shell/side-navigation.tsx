"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import {
	footNavigation,
	hrefOf,
	isUnder,
	mainNavigation,
	type NavigationEntry,
} from "@/components/shell/navigation";
import { UserMenu } from "@/components/shell/user-menu";
import { useWorkspace } from "@/components/shell/workspace-context";
import { WorkspaceSwitcher } from "@/components/shell/workspace-switcher";
import { cn } from "@/components/ui/class-names";
import { Kbd } from "@/components/ui/kbd";
import { may } from "@/lib/workspaces/policy";

function Entries({ entries, label }: { entries: NavigationEntry[]; label: string }) {
	const { slug, role } = useWorkspace();
	const pathname = usePathname();
	return (
		<ul aria-label={label} className="grid gap-px">
			{entries
				.filter((entry) => may(role, entry.action))
				.map((entry) => {
					const isActive = isUnder(entry, pathname);
					return (
						<li key={entry.path}>
							<Link
								href={hrefOf(slug, entry.path)}
								aria-current={isActive ? "page" : undefined}
								className={cn(
									"flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-sm transition-colors",
									isActive
										? "bg-foreground/8 text-foreground"
										: "text-muted-foreground hover:bg-foreground/5 hover:text-foreground",
								)}
							>
								<entry.icon aria-hidden="true" className="size-4 shrink-0" />
								{entry.label}
							</Link>
						</li>
					);
				})}
		</ul>
	);
}

/** The left side of every signed-in page; on a phone the drawer has the same content. */
export function SideNavigation({ onSearch }: { onSearch: () => void }) {
	return (
		<div className="flex h-full flex-col gap-3 p-3">
			<WorkspaceSwitcher />
			<button
				type="button"
				onClick={onSearch}
				className="flex h-8 w-full cursor-pointer items-center gap-2.5 rounded-md border border-border bg-card px-2 text-muted-foreground text-sm shadow-xs transition-colors hover:text-foreground"
			>
				<Search aria-hidden="true" className="size-4" />
				Search
				<span aria-hidden="true" className="ml-auto hidden gap-0.5 md:flex">
					<Kbd>Ctrl</Kbd>
					<Kbd>K</Kbd>
				</span>
			</button>
			<nav aria-label="Main" className="flex min-h-0 flex-1 flex-col overflow-y-auto">
				<Entries entries={mainNavigation} label="Main" />
				<div className="mt-auto pt-4">
					<Entries entries={footNavigation} label="Setup" />
				</div>
			</nav>
			<div className="border-border border-t pt-2">
				<UserMenu />
			</div>
		</div>
	);
}
