"use client";

import { type ComponentProps, useImperativeHandle } from "react";
import { cn } from "./class-names";
import { useTypedBefore } from "./use-typed-before";

export function Input({ className, type = "text", ref, ...props }: ComponentProps<"input">) {
	const field = useTypedBefore<HTMLInputElement>(props.value);
	// Safe because the field is there once it is drawn.
	useImperativeHandle(ref, () => field.current as HTMLInputElement);
	return (
		<input
			ref={field}
			type={type}
			className={cn(
				"h-8 w-full min-w-0 rounded-md border border-input bg-card px-2.5 text-base text-foreground shadow-xs transition-colors placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive sm:text-sm file:mr-3 file:h-full file:border-0 file:bg-transparent file:font-medium file:text-sm",
				className,
			)}
			{...props}
		/>
	);
}
