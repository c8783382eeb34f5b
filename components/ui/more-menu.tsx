"use client";

import { MoreHorizontal } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "./dropdown-menu";

/** The three dots of a row or a card, and what more can be done with it. */
export function MoreMenu({
	label,
	children,
	...content
}: {
	label: string;
	children: ReactNode;
} & Pick<ComponentProps<typeof DropdownMenuContent>, "className" | "onCloseAutoFocus">) {
	return (
		<DropdownMenu>
			<DropdownMenuTrigger asChild>
				<Button variant="ghost" size="icon-sm" aria-label={label}>
					<MoreHorizontal aria-hidden="true" />
				</Button>
			</DropdownMenuTrigger>
			<DropdownMenuContent align="end" {...content}>
				{children}
			</DropdownMenuContent>
		</DropdownMenu>
	);
}
