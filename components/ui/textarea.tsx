"use client";

import { type ComponentProps, useImperativeHandle } from "react";
import { cn } from "./class-names";
import { useTypedBefore } from "./use-typed-before";

export function Textarea({ className, ref, ...props }: ComponentProps<"textarea">) {
	const field = useTypedBefore<HTMLTextAreaElement>(props.value);
	// Safe because the field is there once it is drawn.
	useImperativeHandle(ref, () => field.current as HTMLTextAreaElement);
	return (
		<textarea
			ref={field}
			className={cn(
				"min-h-20 w-full rounded-md border border-input bg-card px-2.5 py-2 text-base text-foreground shadow-xs transition-colors placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive sm:text-sm",
				className,
			)}
			{...props}
		/>
	);
}
