"use client";

import { X } from "lucide-react";
import { Dialog as SheetPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { returnFocus } from "./focus-history";

export function Sheet(props: ComponentProps<typeof SheetPrimitive.Root>) {
	return <SheetPrimitive.Root {...props} />;
}

export function SheetTrigger(props: ComponentProps<typeof SheetPrimitive.Trigger>) {
	return <SheetPrimitive.Trigger {...props} />;
}

export function SheetClose(props: ComponentProps<typeof SheetPrimitive.Close>) {
	return <SheetPrimitive.Close {...props} />;
}

export function SheetContent({
	className,
	children,
	side = "right",
	onCloseAutoFocus,
	...props
}: ComponentProps<typeof SheetPrimitive.Content> & { side?: "left" | "right" }) {
	return (
		<SheetPrimitive.Portal>
			<SheetPrimitive.Overlay className="overlay-in fixed inset-0 z-50 bg-overlay" />
			<SheetPrimitive.Content
				className={cn(
					"surface-in fixed inset-y-0 z-50 flex h-full w-[min(28rem,calc(100vw-3rem))] flex-col overflow-y-auto border-border bg-popover text-popover-foreground shadow-xl",
					side === "right" ? "right-0 border-l" : "left-0 border-r",
					className,
				)}
				{...props}
				onCloseAutoFocus={(event) => {
					onCloseAutoFocus?.(event);
					returnFocus(event);
				}}
			>
				{children}
				<SheetPrimitive.Close className="absolute top-3 right-3 flex size-7 cursor-pointer items-center justify-center rounded-md text-muted-foreground hover:bg-accent hover:text-foreground">
					<X aria-hidden="true" className="size-4" />
					<span className="sr-only">Close</span>
				</SheetPrimitive.Close>
			</SheetPrimitive.Content>
		</SheetPrimitive.Portal>
	);
}

export function SheetHeader({ className, ...props }: ComponentProps<"div">) {
	return <div className={cn("grid gap-1 p-4 pr-12", className)} {...props} />;
}

export function SheetFooter({ className, ...props }: ComponentProps<"div">) {
	return <div className={cn("mt-auto flex flex-col gap-2 p-4", className)} {...props} />;
}

export function SheetTitle({ className, ...props }: ComponentProps<typeof SheetPrimitive.Title>) {
	return <SheetPrimitive.Title className={cn("font-semibold text-base", className)} {...props} />;
}

export function SheetDescription({ className, ...props }: ComponentProps<typeof SheetPrimitive.Description>) {
	return <SheetPrimitive.Description className={cn("text-muted-foreground text-sm", className)} {...props} />;
}
