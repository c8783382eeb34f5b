import { cva, type VariantProps } from "class-variance-authority";
import { AlertTriangle, CheckCircle2, Info, XCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

const alertVariants = cva("flex w-full gap-3 rounded-lg border px-3.5 py-3 text-sm", {
	variants: {
		variant: {
			default: "border-border bg-muted/50 [&>svg]:text-muted-foreground",
			success: "border-success/30 bg-success/8 [&>svg]:text-success",
			warning: "border-warning/30 bg-warning/8 [&>svg]:text-warning",
			destructive: "border-destructive/30 bg-destructive/8 [&>svg]:text-destructive",
		},
	},
	defaultVariants: { variant: "default" },
});

const icons = { default: Info, success: CheckCircle2, warning: AlertTriangle, destructive: XCircle };

export function Alert({
	className,
	variant,
	children,
	...props
}: ComponentProps<"div"> & VariantProps<typeof alertVariants>) {
	const Icon = icons[variant ?? "default"];
	return (
		<div
			role={variant === "destructive" ? "alert" : "status"}
			className={cn(alertVariants({ variant }), className)}
			{...props}
		>
			<Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
			<div className="grid min-w-0 flex-1 gap-1">{children}</div>
		</div>
	);
}

export function AlertTitle({ className, ...props }: ComponentProps<"p">) {
	return <p className={cn("font-medium", className)} {...props} />;
}

export function AlertDescription({ className, ...props }: ComponentProps<"div">) {
	return <div className={cn("text-muted-foreground [&_a]:underline", className)} {...props} />;
}
