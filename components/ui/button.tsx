import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

export const buttonVariants = cva(
	"inline-flex shrink-0 cursor-pointer select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:pointer-events-none [&_svg]:shrink-0 [&_svg:not([class*=size-])]:size-4",
	{
		variants: {
			variant: {
				default: "bg-primary text-primary-foreground shadow-xs hover:bg-primary/90",
				secondary: "bg-secondary text-secondary-foreground hover:bg-secondary/70",
				outline: "border border-input bg-card text-foreground shadow-xs hover:bg-accent",
				ghost: "text-foreground hover:bg-accent",
				destructive: "bg-destructive text-destructive-foreground shadow-xs hover:bg-destructive/90",
				link: "h-auto px-0 text-primary underline-offset-4 hover:underline",
			},
			size: {
				sm: "h-7 px-2.5 text-[13px]",
				default: "h-8 px-3 text-sm",
				lg: "h-10 px-4 text-sm",
				icon: "size-8",
				"icon-sm": "size-7",
			},
		},
		defaultVariants: { variant: "default", size: "default" },
	},
);

export type ButtonProps = ComponentProps<"button"> &
	VariantProps<typeof buttonVariants> & {
		asChild?: boolean;
		/** Shows a spinner and ignores further clicks while the action runs. */
		isPending?: boolean;
		/**
		 * The shortcut that triggers it from anywhere on its page or in its dialog: save is Ctrl-S, submit
		 * Ctrl-Enter.
		 */
		shortcut?: "save" | "submit" | "save submit";
	};

const keysOf = { save: "Control+S", submit: "Control+Enter", "save submit": "Control+S Control+Enter" };

export function Button({
	className,
	variant,
	size,
	asChild = false,
	isPending = false,
	shortcut,
	disabled,
	children,
	type,
	...props
}: ButtonProps) {
	const classes = cn(buttonVariants({ variant, size }), className);
	if (asChild) {
		return (
			<Slot.Root className={classes} {...props}>
				{children}
			</Slot.Root>
		);
	}
	return (
		<button
			type={type ?? "button"}
			className={classes}
			disabled={disabled || isPending}
			aria-busy={isPending || undefined}
			data-shortcut={shortcut}
			aria-keyshortcuts={shortcut && keysOf[shortcut]}
			{...props}
		>
			{isPending && <LoaderCircle aria-hidden="true" className="animate-spin" />}
			{children}
		</button>
	);
}
