"use client";

import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import { cn } from "./class-names";
import { Label } from "./label";

type ControlProps = {
	id?: string;
	"aria-describedby"?: string;
	"aria-invalid"?: boolean | "true" | "false";
};

/** A label, one control, its hint and its error, tied together for screen readers. */
export function Field({
	label,
	hint,
	error,
	className,
	children,
}: {
	label: ReactNode;
	hint?: ReactNode;
	error?: string | null | undefined;
	className?: string;
	children: ReactElement<ControlProps>;
}) {
	const generated = useId();
	const id = children.props.id ?? generated;
	const hintId = hint ? `${id}-hint` : undefined;
	const errorId = error ? `${id}-error` : undefined;
	const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
	return (
		<div className={cn("grid grid-cols-[minmax(0,1fr)] gap-1.5", className)}>
			<Label htmlFor={id}>{label}</Label>
			{cloneElement(children, {
				id,
				"aria-describedby": describedBy,
				"aria-invalid": error ? true : undefined,
			})}
			<FieldError id={errorId}>{error}</FieldError>
			{hint && (
				<p id={hintId} className="text-muted-foreground text-sm">
					{hint}
				</p>
			)}
		</div>
	);
}

/** The error of a field, or of several that belong together; nothing if there is none. */
export function FieldError({
	id,
	className,
	children,
}: {
	id?: string | undefined;
	className?: string;
	children: string | null | undefined;
}) {
	if (!children) return null;
	return (
		<p id={id} role="alert" className={cn("text-destructive text-sm", className)}>
			{children}
		</p>
	);
}
