"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as CheckboxPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

export function Checkbox({ className, ...props }: ComponentProps<typeof CheckboxPrimitive.Root>) {
	return (
		<CheckboxPrimitive.Root
			className={cn(
				// The box is 16 px; the invisible border around it makes the target 24 px.
				'peer relative size-4 shrink-0 cursor-pointer rounded-sm border border-input-strong bg-card shadow-xs transition-colors before:absolute before:-inset-1.5 before:content-[""] disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:border-primary data-[state=indeterminate]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:bg-primary data-[state=checked]:text-primary-foreground data-[state=indeterminate]:text-primary-foreground',
				className,
			)}
			{...props}
		>
			<CheckboxPrimitive.Indicator className="group flex items-center justify-center">
				<Check
					aria-hidden="true"
					strokeWidth={3}
					className="size-3 group-data-[state=indeterminate]:hidden"
				/>
				<Minus
					aria-hidden="true"
					strokeWidth={3}
					className="hidden size-3 group-data-[state=indeterminate]:block"
				/>
			</CheckboxPrimitive.Indicator>
		</CheckboxPrimitive.Root>
	);
}
