"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/** How long to wait, in milliseconds, for a page's heading, which may appear after its frame. */
const patienceMs = 5_000;

/**
 * After a navigation the focus is on the new page's heading, where a screen reader reads on and the next Tab starts.
 * A field that takes the focus itself keeps it, and so does whatever the user has moved to meanwhile.
 */
export function useHeadingFocus(): void {
	const pathname = usePathname();
	const shown = useRef(pathname);
	useEffect(() => {
		if (shown.current === pathname) return;
		shown.current = pathname;
		const main = document.querySelector("main");
		if (!main) return;
		const before = document.activeElement;
		const focusHeading = (): boolean => {
			const now = document.activeElement;
			const isTakenInside = now !== null && now !== before && now !== document.body;
			if (isTakenInside || document.querySelector("[role=dialog]")) return true;
			const heading = main.querySelector<HTMLElement>("h1");
			if (!heading) return false;
			heading.tabIndex = -1;
			heading.focus({ preventScroll: true });
			return true;
		};
		if (focusHeading()) return;
		const observer = new MutationObserver(() => {
			if (focusHeading()) observer.disconnect();
		});
		observer.observe(main, { childList: true, subtree: true });
		const timer = setTimeout(() => observer.disconnect(), patienceMs);
		return () => {
			clearTimeout(timer);
			observer.disconnect();
		};
	}, [pathname]);
}
