"use client";

import { type RefObject, useEffect, useState } from "react";

/** The width of an element in whole pixels as it changes; null until the browser has laid it out. */
export function useWidth(element: RefObject<HTMLElement | null>): number | null {
	const [width, setWidth] = useState<number | null>(null);
	useEffect(() => {
		const node = element.current;
		if (!node) return;
		const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
		observer.observe(node);
		return () => observer.disconnect();
	}, [element]);
	return width;
}
