"use client";

import { type RefObject, useEffect } from "react";
import { isLetter } from "@/components/shell/keyboard/use-shortcuts";

/** j and k move through the rows' links and stop at the ends; Enter then opens, as on any link. */
export function useRowKeys(container: RefObject<HTMLElement | null>): void {
	useEffect(() => {
		const onKeyDown = (event: KeyboardEvent) => {
			if ((event.key !== "j" && event.key !== "k") || !isLetter(event)) return;
			const links = [...(container.current?.querySelectorAll<HTMLElement>("a[data-row]") ?? [])];
			if (links.length === 0) return;
			const at = links.indexOf(document.activeElement as HTMLElement);
			const next = at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
			event.preventDefault();
			// focus() alone shows no ring after a mouse click; requesting it does.
			links[next]?.focus({ focusVisible: true } as FocusOptions);
			links[next]?.scrollIntoView({ block: "nearest" });
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, [container]);
}
