"use client";

import {
	ArrowDown,
	ArrowUp,
	ClipboardPaste,
	Copy,
	CopyPlus,
	GripVertical,
	IndentDecrease,
	IndentIncrease,
	Trash2,
} from "lucide-react";
import type { ReactNode } from "react";
import { useDrag } from "@/components/rules/tree/drag-area";
import type { NodeActions } from "@/components/rules/tree/use-node-actions";
import { DropdownMenuItem, DropdownMenuSeparator, DropdownMenuShortcut } from "@/components/ui/dropdown-menu";
import { MoreMenu } from "@/components/ui/more-menu";

/** Everything that can be done with a condition or a group; what dragging does is available here too. */
export function NodeMenu({
	label,
	actions,
	isGroup = false,
	children,
}: {
	label: string;
	actions: NodeActions;
	isGroup?: boolean;
	/** Actions specific to this node, first in the menu. */
	children?: ReactNode;
}) {
	return (
		<MoreMenu
			label={label}
			className="min-w-60"
			// What was just moved, pasted or is being renamed already has the focus.
			onCloseAutoFocus={(event) => {
				if (document.activeElement !== document.body) event.preventDefault();
			}}
		>
			{children}
			{children && <DropdownMenuSeparator />}
			<DropdownMenuItem onSelect={actions.duplicate}>
				<CopyPlus aria-hidden="true" />
				{isGroup ? "Duplicate group" : "Duplicate"}
			</DropdownMenuItem>
			<DropdownMenuItem onSelect={actions.copy}>
				<Copy aria-hidden="true" />
				{isGroup ? "Copy group" : "Copy"}
				<DropdownMenuShortcut>Ctrl C</DropdownMenuShortcut>
			</DropdownMenuItem>
			<DropdownMenuItem onSelect={actions.paste}>
				<ClipboardPaste aria-hidden="true" />
				Paste after
				<DropdownMenuShortcut>Ctrl V</DropdownMenuShortcut>
			</DropdownMenuItem>
			<DropdownMenuSeparator />
			<DropdownMenuItem onSelect={() => actions.step("up")}>
				<ArrowUp aria-hidden="true" />
				Move up
				<DropdownMenuShortcut>Alt ↑</DropdownMenuShortcut>
			</DropdownMenuItem>
			<DropdownMenuItem onSelect={() => actions.step("down")}>
				<ArrowDown aria-hidden="true" />
				Move down
				<DropdownMenuShortcut>Alt ↓</DropdownMenuShortcut>
			</DropdownMenuItem>
			<DropdownMenuItem onSelect={() => actions.step("in")}>
				<IndentIncrease aria-hidden="true" />
				Move into a group
				<DropdownMenuShortcut>Alt Shift →</DropdownMenuShortcut>
			</DropdownMenuItem>
			<DropdownMenuItem onSelect={() => actions.step("out")}>
				<IndentDecrease aria-hidden="true" />
				Move out of its group
				<DropdownMenuShortcut>Alt Shift ←</DropdownMenuShortcut>
			</DropdownMenuItem>
			<DropdownMenuSeparator />
			<DropdownMenuItem onSelect={actions.remove}>
				<Trash2 aria-hidden="true" />
				{isGroup ? "Remove group" : "Remove"}
			</DropdownMenuItem>
		</MoreMenu>
	);
}

/**
 * The drag handle of a node. Not a tab stop: the keyboard has Alt and the arrows, and the menu has
 * everything.
 */
export function Grip({ path }: { path: readonly number[] }) {
	const begin = useDrag();
	return (
		<span
			aria-hidden="true"
			title="Drag to move"
			data-grip=""
			className="-ml-1 grid h-7 w-6 shrink-0 cursor-grab touch-none place-items-center rounded-md text-muted-foreground/60 hover:bg-accent hover:text-foreground active:cursor-grabbing"
			onPointerDown={(event) => begin?.(event, path)}
		>
			<GripVertical className="size-4" />
		</span>
	);
}
