"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";
import { unfilledPhrase } from "@/lib/rules/unfilled-name";

export const inlineButton =
	"h-7 min-w-0 max-w-full cursor-pointer rounded-md border border-transparent bg-muted px-1.5 font-medium text-foreground text-sm transition-colors hover:border-input hover:bg-accent aria-invalid:border-destructive disabled:cursor-default disabled:opacity-100";

/**
 * A choice inside a sentence. A stored value that is not among the options is shown as is, not as the first
 * of them.
 */
export function InlineSelect<V extends string>({
	label,
	value,
	options,
	onChange,
	className,
	...props
}: {
	label: string;
	value: V;
	options: readonly { value: V; label: string }[];
	onChange: (value: V) => void;
} & Omit<ComponentProps<"select">, "value" | "onChange">) {
	return (
		<span className={cn("relative inline-flex min-w-0 max-w-full", className)}>
			<select
				aria-label={label}
				value={value}
				// Safe because the options are built from V.
				onChange={(event) => onChange(event.target.value as V)}
				className={cn(inlineButton, "field-sizing-content appearance-none truncate pr-6 text-left")}
				{...props}
			>
				{!options.some((option) => option.value === value) && (
					<option value={value ?? ""}>{value ?? ""}</option>
				)}
				{options.map((option) => (
					<option key={option.value} value={option.value}>
						{option.label}
					</option>
				))}
			</select>
			<ChipChevron className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2" />
		</span>
	);
}

/** The hint that a word of the sentence is a menu. */
export function ChipChevron({ className }: { className?: string }) {
	return (
		<ChevronDown aria-hidden="true" className={cn("size-3 shrink-0 text-muted-foreground", className)} />
	);
}

/** Text typed inside a sentence; as wide as its content. */
export function InlineInput({ className, ...props }: ComponentProps<"input">) {
	return (
		<Input
			className={cn(
				"field-sizing-content h-7 w-auto min-w-16 max-w-full bg-muted px-1.5 font-medium shadow-none sm:text-sm",
				className,
			)}
			{...props}
		/>
	);
}

/** Opens a picker of names and shows the chosen one, or a placeholder. */
export function NameButton({
	label,
	name,
	shown,
	isInvalid,
	className,
	...props
}: {
	/** What the name refers to: "Event". */
	label: string;
	name: string;
	/** Where the name is an id: its label. */
	shown?: string | undefined;
	isInvalid?: boolean;
} & Omit<ComponentProps<"button">, "name">) {
	const phrase = unfilledPhrase(name);
	const text = phrase === null ? (shown ?? name) : `choose ${phrase}…`;
	return (
		<button
			type="button"
			data-value={phrase === null ? undefined : ""}
			aria-label={`${label}: ${text}`}
			aria-invalid={isInvalid || undefined}
			className={cn(
				inlineButton,
				"inline-flex items-center gap-1",
				phrase === null
					? "text-primary"
					: "border-input-strong border-dashed text-muted-foreground aria-invalid:border-warning",
				className,
			)}
			{...props}
		>
			<span className="truncate">{text}</span>
			<ChipChevron />
		</button>
	);
}

/** A yes or no inside a sentence. */
export function InlineCheck({
	children,
	checked,
	disabled,
	onChange,
}: {
	children: ReactNode;
	checked: boolean;
	disabled: boolean;
	onChange: (checked: boolean) => void;
}) {
	return (
		<label className="inline-flex h-7 cursor-pointer items-center gap-1 text-muted-foreground text-xs">
			<input
				type="checkbox"
				className="size-3.5 accent-primary"
				checked={checked}
				disabled={disabled}
				onChange={(event) => onChange(event.target.checked)}
			/>
			{children}
		</label>
	);
}

/** Words between the controls. */
export function Word({ children }: { children: ReactNode }) {
	return <span className="text-muted-foreground text-sm">{children}</span>;
}

/** Controls that belong together: they wrap to the next line together. */
export function Phrase({ children }: { children: ReactNode }) {
	return <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5 gap-y-1">{children}</span>;
}
