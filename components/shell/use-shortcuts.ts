"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { footNavigation, hrefOf, mainNavigation } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import { may } from "@/lib/workspaces/policy";

/** True while the person is typing: single letters are then text, not commands. */
export function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
	);
}

/** Ctrl/⌘-K for the command palette; "g" and a letter to go to a part of the app. */
export function useShortcuts(openPalette: () => void): void {
	const router = useRouter();
	const { slug, role } = useWorkspace();
	const open = useRef(openPalette);
	open.current = openPalette;
	useEffect(() => {
		let goUntil = 0;
		const onKeyDown = (event: KeyboardEvent) => {
			if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
				event.preventDefault();
				open.current();
				return;
			}
			if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
			if (event.key === "g") {
				goUntil = event.timeStamp + 1200;
				return;
			}
			if (event.timeStamp > goUntil) return;
			goUntil = 0;
			const entry = [...mainNavigation, ...footNavigation].find(({ key }) => key === event.key);
			if (entry && may(role, entry.action)) router.push(hrefOf(slug, entry.path));
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, [router, slug, role]);
}
