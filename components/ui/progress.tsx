import { cn } from "./class-names";

/** `value` from 0 to 100; null while the total is not known. Always give it a label for screen readers. */
export function Progress({
	value,
	label,
	className,
	tone = "primary",
}: {
	value: number | null;
	label: string;
	className?: string;
	tone?: "primary" | "success" | "warning" | "destructive";
}) {
	const width = value === null ? null : Math.min(100, Math.max(0, value));
	const colours = {
		primary: "bg-primary",
		success: "bg-success",
		warning: "bg-warning",
		destructive: "bg-destructive",
	};
	return (
		<div
			role="progressbar"
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={100}
			aria-valuenow={width === null ? undefined : Math.round(width)}
			className={cn("h-1.5 w-full overflow-hidden rounded-full bg-muted", className)}
		>
			<div
				className={cn(
					"h-full rounded-full transition-[width] duration-300",
					colours[tone],
					width === null && "w-1/3 animate-pulse",
				)}
				style={width === null ? undefined : { width: `${width}%` }}
			/>
		</div>
	);
}
