"use client";

import { MoreHorizontal } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "./dropdown-menu";

/** More actions on a row, a card or a page, behind three dots or the given button. */
export function MoreMenu({
	label,
	trigger = (
		<Button variant="ghost" size="icon-sm" aria-label={label}>
			<MoreHorizontal aria-hidden="true" />
		</Button>
	),
	children,
	...content
}: {
	label?: string;
	trigger?: ReactNode;
	children: ReactNode;
} & Pick<ComponentProps<typeof DropdownMenuContent>, "className" | "onCloseAutoFocus">) {
	return (
		<DropdownMenu>
			<DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
			<DropdownMenuContent align="end" {...content}>
				{children}
			</DropdownMenuContent>
		</DropdownMenu>
	);
}
