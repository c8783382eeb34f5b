"use client";

import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { useEarlyTyping } from "./use-early-typing";

export function Textarea({ className, ref, ...props }: ComponentProps<"textarea">) {
	const own = useEarlyTyping(ref, props.value);
	return (
		<textarea
			ref={own}
			className={cn(
				"min-h-20 w-full rounded-md border border-input bg-card px-2.5 py-2 text-base text-foreground shadow-xs transition-colors placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive sm:text-sm",
				className,
			)}
			{...props}
		/>
	);
}
