"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

const itemClasses =
	"relative flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none focus:bg-accent focus:text-accent-foreground data-[disabled]:pointer-events-none data-[disabled]:opacity-50 [&_svg:not([class*=size-])]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground";

export function DropdownMenu(props: ComponentProps<typeof Primitive.Root>) {
	// Not modal: making the rest of the page inert costs slow machines a tenth of a second at each opening.
	return <Primitive.Root modal={false} {...props} />;
}

export function DropdownMenuTrigger(props: ComponentProps<typeof Primitive.Trigger>) {
	return <Primitive.Trigger {...props} />;
}

export function DropdownMenuGroup(props: ComponentProps<typeof Primitive.Group>) {
	return <Primitive.Group {...props} />;
}

export function DropdownMenuContent({
	className,
	sideOffset = 4,
	...props
}: ComponentProps<typeof Primitive.Content>) {
	return (
		<Primitive.Portal>
			<Primitive.Content
				sideOffset={sideOffset}
				className={cn(
					"surface-in z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-md border border-border bg-popover p-1 text-popover-foreground shadow-lg",
					className,
				)}
				{...props}
			/>
		</Primitive.Portal>
	);
}

export function DropdownMenuItem({
	className,
	variant = "default",
	...props
}: ComponentProps<typeof Primitive.Item> & { variant?: "default" | "destructive" }) {
	return (
		<Primitive.Item
			className={cn(
				itemClasses,
				variant === "destructive" &&
					"text-destructive focus:bg-destructive/10 focus:text-destructive [&_svg]:text-destructive",
				className,
			)}
			{...props}
		/>
	);
}

export function DropdownMenuCheckboxItem({
	className,
	children,
	...props
}: ComponentProps<typeof Primitive.CheckboxItem>) {
	return (
		<Primitive.CheckboxItem className={cn(itemClasses, "pl-8", className)} {...props}>
			<Primitive.ItemIndicator className="absolute left-2">
				<Check aria-hidden="true" className="size-4" />
			</Primitive.ItemIndicator>
			{children}
		</Primitive.CheckboxItem>
	);
}

export function DropdownMenuRadioGroup(props: ComponentProps<typeof Primitive.RadioGroup>) {
	return <Primitive.RadioGroup {...props} />;
}

export function DropdownMenuRadioItem({
	className,
	children,
	...props
}: ComponentProps<typeof Primitive.RadioItem>) {
	return (
		<Primitive.RadioItem className={cn(itemClasses, "pl-8", className)} {...props}>
			<Primitive.ItemIndicator className="absolute left-2">
				<Check aria-hidden="true" className="size-4" />
			</Primitive.ItemIndicator>
			{children}
		</Primitive.RadioItem>
	);
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Primitive.Label>) {
	return (
		<Primitive.Label className={cn("px-2 py-1.5 text-muted-foreground text-xs", className)} {...props} />
	);
}

export function DropdownMenuSeparator({ className, ...props }: ComponentProps<typeof Primitive.Separator>) {
	return <Primitive.Separator className={cn("-mx-1 my-1 h-px bg-border", className)} {...props} />;
}

export function DropdownMenuShortcut({ className, ...props }: ComponentProps<"span">) {
	return <span className={cn("ml-auto pl-4 text-muted-foreground text-xs", className)} {...props} />;
}
