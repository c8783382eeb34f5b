import type { ComponentProps } from "react";
import { cn } from "./class-names";

export function Separator({
	className,
	orientation = "horizontal",
	...props
}: ComponentProps<"div"> & { orientation?: "horizontal" | "vertical" }) {
	return (
		<div
			aria-hidden="true"
			className={cn(
				"shrink-0 bg-border",
				orientation === "horizontal" ? "h-px w-full" : "h-full w-px",
				className,
			)}
			{...props}
		/>
	);
}
