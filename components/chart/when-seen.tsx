"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";

/**
 * A box sized by `className`, filled once it scrolls into view: the chart library is
 * heavy, and those who stop reading above a chart do not pay for it. Nothing moves when it is filled.
 */
export function WhenSeen({ className, children }: { className: string; children: ReactNode }) {
	const box = useRef<HTMLDivElement>(null);
	const [isSeen, setSeen] = useState(false);
	useEffect(() => {
		if (!box.current) return;
		const observer = new IntersectionObserver((entries) => {
			if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
		});
		observer.observe(box.current);
		return () => observer.disconnect();
	}, []);
	return (
		<div ref={box} className={cn("w-full", className)}>
			{isSeen && children}
		</div>
	);
}
