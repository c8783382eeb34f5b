"use client";

import { Check, ChevronDown, ChevronUp } from "lucide-react";
import { Select as SelectPrimitive } from "radix-ui";
import { type ComponentProps, createContext, use, useMemo, useState } from "react";
import { cn } from "./class-names";

type TriggerProps = {
	id?: string;
	"aria-describedby"?: string;
	"aria-invalid"?: boolean | "true" | "false";
};

type SelectState = {
	/** A Field's control attributes belong on the trigger: it has the focus and the name. */
	trigger: TriggerProps;
	/** Options are rendered while the list is open, and on focus: a letter selects in a closed list. */
	isWanted: boolean;
	want: () => void;
};

const SelectContext = createContext<SelectState>({ trigger: {}, isWanted: true, want: () => {} });

export function Select({
	id,
	"aria-describedby": describedBy,
	"aria-invalid": invalid,
	onOpenChange,
	...props
}: Omit<ComponentProps<typeof SelectPrimitive.Root>, "open" | "defaultOpen"> & TriggerProps) {
	const [isOpen, setOpen] = useState(false);
	const [hasFocus, setFocus] = useState(false);
	const isWanted = isOpen || hasFocus;
	const state = useMemo(
		() => ({
			trigger: { id, "aria-describedby": describedBy, "aria-invalid": invalid },
			isWanted,
			want: () => setFocus(true),
		}),
		[id, describedBy, invalid, isWanted],
	);
	return (
		<SelectContext value={state}>
			<SelectPrimitive.Root
				open={isOpen}
				onOpenChange={(next) => {
					setOpen(next);
					onOpenChange?.(next);
				}}
				{...props}
			/>
		</SelectContext>
	);
}

export function SelectGroup(props: ComponentProps<typeof SelectPrimitive.Group>) {
	return <SelectPrimitive.Group {...props} />;
}

/** The selected label, passed in: the options that contain it are not rendered yet. */
export function SelectValue(props: ComponentProps<typeof SelectPrimitive.Value>) {
	return <SelectPrimitive.Value {...props} />;
}

export function SelectTrigger({
	className,
	size = "default",
	children,
	...props
}: ComponentProps<typeof SelectPrimitive.Trigger> & { size?: "sm" | "default" }) {
	const { trigger, want } = use(SelectContext);
	return (
		<SelectPrimitive.Trigger
			{...trigger}
			onFocus={want}
			className={cn(
				"flex w-full cursor-pointer items-center justify-between gap-2 whitespace-nowrap rounded-md border border-input bg-card px-2.5 text-sm shadow-xs transition-colors hover:bg-accent disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive data-[placeholder]:text-muted-foreground [&>span]:truncate",
				size === "sm" ? "h-7 text-[13px]" : "h-8",
				className,
			)}
			{...props}
		>
			{children}
			<SelectPrimitive.Icon asChild>
				<ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
			</SelectPrimitive.Icon>
		</SelectPrimitive.Trigger>
	);
}

export function SelectContent({
	className,
	children,
	position = "popper",
	...props
}: ComponentProps<typeof SelectPrimitive.Content>) {
	const { isWanted } = use(SelectContext);
	if (!isWanted) return null;
	return (
		<SelectPrimitive.Portal>
			<SelectPrimitive.Content
				position={position}
				sideOffset={4}
				className={cn(
					"surface-in relative z-50 max-h-(--radix-select-content-available-height) min-w-[8rem] overflow-hidden rounded-md border border-border bg-popover text-popover-foreground shadow-lg",
					className,
				)}
				{...props}
			>
				<SelectPrimitive.ScrollUpButton className="flex h-6 items-center justify-center">
					<ChevronUp aria-hidden="true" className="size-4" />
				</SelectPrimitive.ScrollUpButton>
				<SelectPrimitive.Viewport
					className={cn("p-1", position === "popper" && "min-w-(--radix-select-trigger-width)")}
				>
					{children}
				</SelectPrimitive.Viewport>
				<SelectPrimitive.ScrollDownButton className="flex h-6 items-center justify-center">
					<ChevronDown aria-hidden="true" className="size-4" />
				</SelectPrimitive.ScrollDownButton>
			</SelectPrimitive.Content>
		</SelectPrimitive.Portal>
	);
}

export function SelectLabel({ className, ...props }: ComponentProps<typeof SelectPrimitive.Label>) {
	return (
		<SelectPrimitive.Label
			className={cn("px-2 py-1.5 text-muted-foreground text-xs", className)}
			{...props}
		/>
	);
}

export function SelectItem({ className, children, ...props }: ComponentProps<typeof SelectPrimitive.Item>) {
	return (
		<SelectPrimitive.Item
			className={cn(
				"relative flex min-h-8 w-full cursor-pointer select-none items-center rounded-sm py-1 pr-8 pl-2 text-sm outline-none focus:bg-accent focus:text-accent-foreground data-[disabled]:pointer-events-none data-[disabled]:opacity-50",
				className,
			)}
			{...props}
		>
			<SelectPrimitive.ItemText>{children}</SelectPrimitive.ItemText>
			<SelectPrimitive.ItemIndicator className="absolute right-2 flex items-center">
				<Check aria-hidden="true" className="size-4" />
			</SelectPrimitive.ItemIndicator>
		</SelectPrimitive.Item>
	);
}

export function SelectSeparator({ className, ...props }: ComponentProps<typeof SelectPrimitive.Separator>) {
	return <SelectPrimitive.Separator className={cn("-mx-1 my-1 h-px bg-border", className)} {...props} />;
}
