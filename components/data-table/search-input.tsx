"use client";

import { Search } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";

/** A list's search field; "/" focuses it from anywhere on the page. */
export function SearchInput({
	label,
	placeholder = label,
	value,
	onChange,
	className,
}: {
	label: string;
	placeholder?: string | undefined;
	value: string;
	onChange: (value: string) => void;
	className?: string;
}) {
	return (
		<div className={cn("relative w-full", className)}>
			<Search
				aria-hidden="true"
				className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
			/>
			<Input
				type="search"
				aria-label={label}
				placeholder={placeholder}
				value={value}
				onChange={(event) => onChange(event.target.value)}
				className="pl-8"
			/>
		</div>
	);
}
