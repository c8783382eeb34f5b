"use client";

import { Menu } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { useHeadingFocus } from "@/components/shell/keyboard/use-heading-focus";
import { useShortcuts } from "@/components/shell/keyboard/use-shortcuts";
import { SessionGuard } from "@/components/shell/session/session-guard";
import { SideNavigation } from "@/components/shell/side-navigation";
import { type ShellWorkspace, WorkspaceProvider } from "@/components/shell/workspace-context";
import { followFocus } from "@/components/ui/focus-history";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "@/components/ui/sheet";

// Loaded at the first Ctrl-K, so that no page pays for it before.
const CommandPalette = dynamic(
	async () => (await import("@/components/shell/command-palette")).CommandPalette,
	{ ssr: false },
);
const ShortcutsDialog = dynamic(
	async () => (await import("@/components/shell/keyboard/shortcuts-dialog")).ShortcutsDialog,
	{ ssr: false },
);

/** The frame of every signed-in page: navigation, breadcrumbs, the command palette. */
export function AppShell({ workspace, children }: { workspace: ShellWorkspace; children: ReactNode }) {
	return (
		<WorkspaceProvider value={workspace}>
			<Frame>{children}</Frame>
		</WorkspaceProvider>
	);
}

function Frame({ children }: { children: ReactNode }) {
	const pathname = usePathname();
	const [isPaletteOpen, setPaletteOpen] = useState(false);
	const [wasPaletteOpened, setPaletteOpened] = useState(false);
	const [isDrawerOpen, setDrawerOpen] = useState(false);
	const openPalette = () => {
		setDrawerOpen(false);
		setPaletteOpened(true);
		setPaletteOpen(true);
	};
	const [help, setHelp] = useState<"never" | "open" | "closed">("never");
	useShortcuts({ openPalette, openHelp: () => setHelp("open") });
	useHeadingFocus();
	useEffect(followFocus, []);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the address changes.
	useEffect(() => setDrawerOpen(false), [pathname]);
	return (
		<div className="flex min-h-dvh">
			<a
				href="#main"
				className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-card focus:px-3 focus:py-2 focus:shadow-lg"
			>
				Skip to content
			</a>
			<aside className="sticky top-0 hidden h-dvh w-56 shrink-0 border-border border-r bg-sidebar md:block print:hidden">
				<SideNavigation onSearch={openPalette} />
			</aside>
			<div className="flex min-w-0 flex-1 flex-col">
				<div className="sticky top-0 z-30 flex h-12 shrink-0 items-center gap-2 border-border border-b bg-background/90 px-4 backdrop-blur-sm sm:px-6 lg:px-8 print:hidden">
					<Sheet open={isDrawerOpen} onOpenChange={setDrawerOpen}>
						<SheetTrigger
							aria-label="Open navigation"
							className="-ml-1.5 flex size-8 cursor-pointer items-center justify-center rounded-md hover:bg-accent md:hidden"
						>
							<Menu aria-hidden="true" className="size-5" />
						</SheetTrigger>
						<SheetContent side="left" className="w-72 bg-sidebar pt-8">
							<SheetTitle className="sr-only">Navigation</SheetTitle>
							<SheetDescription className="sr-only">Where to go in this workspace</SheetDescription>
							<SideNavigation onSearch={openPalette} />
						</SheetContent>
					</Sheet>
					<Breadcrumbs />
				</div>
				<main id="main" tabIndex={-1} className="w-full flex-1 px-4 py-6 sm:px-6 lg:px-8">
					<div className="mx-auto grid w-full max-w-6xl grid-cols-1 gap-6">{children}</div>
				</main>
			</div>
			<SessionGuard />
			{help !== "never" && (
				<ShortcutsDialog
					open={help === "open"}
					onOpenChange={(isOpen) => setHelp(isOpen ? "open" : "closed")}
				/>
			)}
			{wasPaletteOpened && <CommandPalette open={isPaletteOpen} onOpenChange={setPaletteOpen} />}
		</div>
	);
}
