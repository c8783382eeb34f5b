"use client";

import { Bell, KeyRound, Laptop, LogOut, Moon, MoreHorizontal, Sun } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTheme } from "next-themes";
import { useState } from "react";
import { hrefOf, notificationsPath } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuLabel,
	DropdownMenuRadioGroup,
	DropdownMenuRadioItem,
	DropdownMenuSeparator,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

const themes = [
	{ value: "light", label: "Light", icon: Sun },
	{ value: "dark", label: "Dark", icon: Moon },
	{ value: "system", label: "System", icon: Laptop },
];

// Fetched on demand: every page carries this menu, and few people open it.
const ChangePasswordDialog = dynamic(
	async () => (await import("@/components/workspaces/change-password-dialog")).ChangePasswordDialog,
	{ ssr: false },
);

async function leave(): Promise<void> {
	const { signOut } = await import("next-auth/react");
	await signOut({ callbackUrl: "/sign-in" });
}

/** Who is signed in, the theme, and sign-out. */
export function UserMenu() {
	const { slug, user, role } = useWorkspace();
	const { theme, setTheme } = useTheme();
	const [isChangingPassword, setChangingPassword] = useState(false);
	return (
		<>
			<DropdownMenu>
				<DropdownMenuTrigger className="flex h-9 w-full cursor-pointer items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-foreground/5">
					<span
						aria-hidden="true"
						className="flex size-6 shrink-0 items-center justify-center rounded-full bg-secondary font-medium text-secondary-foreground text-xs"
					>
						{user.name.slice(0, 1).toUpperCase()}
					</span>
					<span className="min-w-0 flex-1 truncate text-sm">
						{user.name}
						<span className="sr-only">: account and theme</span>
					</span>
					<MoreHorizontal aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
				</DropdownMenuTrigger>
				<DropdownMenuContent align="start" side="top" className="w-56">
					<div className="px-2 py-1.5">
						<div className="truncate font-medium text-sm">{user.name}</div>
						<div className="truncate text-muted-foreground text-xs">
							{user.email} · {role}
						</div>
					</div>
					<DropdownMenuSeparator />
					<DropdownMenuLabel>Theme</DropdownMenuLabel>
					<DropdownMenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
						{themes.map(({ value, label, icon: Icon }) => (
							<DropdownMenuRadioItem key={value} value={value}>
								<Icon aria-hidden="true" />
								{label}
							</DropdownMenuRadioItem>
						))}
					</DropdownMenuRadioGroup>
					<DropdownMenuSeparator />
					<DropdownMenuItem asChild>
						<Link href={hrefOf(slug, notificationsPath)}>
							<Bell aria-hidden="true" />
							Notifications
						</Link>
					</DropdownMenuItem>
					<DropdownMenuItem onSelect={() => setChangingPassword(true)}>
						<KeyRound aria-hidden="true" />
						Change password
					</DropdownMenuItem>
					<DropdownMenuItem onSelect={() => void leave()}>
						<LogOut aria-hidden="true" />
						Sign out
					</DropdownMenuItem>
				</DropdownMenuContent>
			</DropdownMenu>
			{isChangingPassword && <ChangePasswordDialog open onOpenChange={setChangingPassword} />}
		</>
	);
}
