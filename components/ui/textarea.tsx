import type { ComponentProps } from "react";
import { cn } from "./class-names";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
	return (
		<textarea
			className={cn(
				"min-h-20 w-full rounded-md border border-input bg-card px-2.5 py-2 text-base text-foreground shadow-xs transition-colors placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive sm:text-sm",
				className,
			)}
			{...props}
		/>
	);
}
