import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

export function Card({ className, ...props }: ComponentProps<"section">) {
	return (
		<section
			className={cn("rounded-lg border border-border bg-card text-card-foreground shadow-xs", className)}
			{...props}
		/>
	);
}

export function CardHeader({ className, ...props }: ComponentProps<"div">) {
	return (
		<div
			className={cn(
				"flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-4 sm:px-5",
				className,
			)}
			{...props}
		/>
	);
}

export function CardTitle({ className, children, ...props }: ComponentProps<"h2">) {
	return (
		<h2 className={cn("font-semibold text-sm leading-6", className)} {...props}>
			{children}
		</h2>
	);
}

export function CardDescription({ className, ...props }: ComponentProps<"p">) {
	return <p className={cn("w-full text-muted-foreground text-sm", className)} {...props} />;
}

/** Small controls at the right of a card's title. */
export function CardAction({ className, ...props }: ComponentProps<"div">) {
	return <div className={cn("flex items-center gap-2", className)} {...props} />;
}

export function CardContent({ className, ...props }: ComponentProps<"div">) {
	return <div className={cn("p-4 sm:px-5", className)} {...props} />;
}

export function CardFooter({ className, ...props }: ComponentProps<"div">) {
	return (
		<div
			className={cn("flex flex-wrap items-center gap-2 border-border border-t px-4 py-3 sm:px-5", className)}
			{...props}
		/>
	);
}

/** A typical card: a title, an optional description, and its content. */
export function TitledCard({
	title,
	description,
	contentClassName,
	children,
	...card
}: Omit<ComponentProps<"section">, "title"> & {
	title: ReactNode;
	description?: ReactNode;
	contentClassName?: string;
}) {
	return (
		<Card {...card}>
			<CardHeader>
				<CardTitle>{title}</CardTitle>
				{description && <CardDescription>{description}</CardDescription>}
			</CardHeader>
			<CardContent className={contentClassName}>{children}</CardContent>
		</Card>
	);
}
