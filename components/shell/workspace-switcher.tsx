"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { useWorkspace } from "@/components/shell/workspace-context";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuLabel,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

export function WorkspaceSwitcher() {
	const { slug, name, workspaces } = useWorkspace();
	return (
		<DropdownMenu>
			<DropdownMenuTrigger className="flex h-9 w-full cursor-pointer items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-foreground/5">
				<span
					aria-hidden="true"
					className="flex size-6 shrink-0 items-center justify-center rounded-md bg-primary font-semibold text-primary-foreground text-xs"
				>
					{name.slice(0, 1).toUpperCase()}
				</span>
				<span className="min-w-0 flex-1 truncate font-semibold text-sm">
					<span className="sr-only">Workspace </span>
					{name}
					<span className="sr-only">: switch workspace</span>
				</span>
				<ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
			</DropdownMenuTrigger>
			<DropdownMenuContent align="start" className="w-56">
				<DropdownMenuLabel>Workspaces</DropdownMenuLabel>
				{workspaces.map((each) => (
					<DropdownMenuItem key={each.slug} asChild>
						<Link href={`/${each.slug}`}>
							<span className="min-w-0 flex-1 truncate">{each.name}</span>
							<span className="text-muted-foreground text-xs">{each.role}</span>
							{each.slug === slug && <Check aria-label="Current" />}
						</Link>
					</DropdownMenuItem>
				))}
			</DropdownMenuContent>
		</DropdownMenu>
	);
}
