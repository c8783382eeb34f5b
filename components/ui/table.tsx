"use client";

import { type ComponentProps, useEffect, useRef, useState } from "react";
import { cn } from "./class-names";

/** Scrolls sideways inside itself on narrow screens; the page never does. Then the keyboard can scroll it too. */
export function Table({ className, ...props }: ComponentProps<"table">) {
	const scroller = useRef<HTMLDivElement>(null);
	const [isScrolling, setScrolling] = useState(false);
	useEffect(() => {
		const element = scroller.current;
		if (!element) return;
		const observer = new ResizeObserver(() => setScrolling(element.scrollWidth > element.clientWidth));
		observer.observe(element);
		return () => observer.disconnect();
	}, []);
	return (
		<div
			ref={scroller}
			className="relative w-full overflow-x-auto focus-visible:outline-offset-[-2px]"
			{...(isScrolling ? { tabIndex: 0, role: "group", "aria-label": "Table, scrolls sideways" } : {})}
		>
			<table className={cn("w-full caption-bottom border-collapse text-sm", className)} {...props} />
		</div>
	);
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
	return <thead className={cn("[&_tr]:border-b", className)} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
	return <tbody className={cn("[&_tr:last-child]:border-0", className)} {...props} />;
}

export function TableFooter({ className, ...props }: ComponentProps<"tfoot">) {
	return <tfoot className={cn("border-border border-t font-medium", className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
	return (
		<tr
			className={cn("border-border border-b transition-colors data-[state=selected]:bg-accent", className)}
			{...props}
		/>
	);
}

export function TableHead({ className, scope = "col", ...props }: ComponentProps<"th">) {
	return (
		<th
			scope={scope}
			className={cn(
				"h-9 whitespace-nowrap px-3 text-left align-middle font-medium text-muted-foreground text-xs first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
				className,
			)}
			{...props}
		/>
	);
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
	return (
		<td
			className={cn("px-3 py-2.5 align-middle first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5", className)}
			{...props}
		/>
	);
}

export function TableCaption({ className, ...props }: ComponentProps<"caption">) {
	return <caption className={cn("py-2 text-muted-foreground text-sm", className)} {...props} />;
}
