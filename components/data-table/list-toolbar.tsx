"use client";

import { Search, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ListView } from "@/components/data-table/use-list-view";
import { isTyping } from "@/components/shell/use-shortcuts";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format-number";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";

const everything = "all";

/** Search field, filters and how many rows are shown. */
export function ListToolbar({
	label,
	placeholder,
	view,
	onChange,
	filters,
	shown,
	total,
	children,
}: {
	label: string;
	placeholder: string | undefined;
	view: ListView;
	onChange: (change: Partial<ListView>) => void;
	filters: readonly { id: string; label: string; options: readonly { value: string; label: string }[] }[];
	shown: number;
	total: number;
	children?: ReactNode;
}) {
	const [text, setText] = useState(view.q);
	const field = useRef<HTMLInputElement>(null);
	// The address changes from elsewhere too: back, or "Clear".
	useEffect(() => setText(view.q), [view.q]);
	useEffect(() => {
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.key !== "/" || event.metaKey || event.ctrlKey || isTyping(event.target)) return;
			event.preventDefault();
			field.current?.focus();
		};
		document.addEventListener("keydown", onKeyDown);
		return () => document.removeEventListener("keydown", onKeyDown);
	}, []);
	const isNarrowed = view.q !== "" || Object.keys(view.filters).length > 0;
	return (
		<div className="flex flex-wrap items-center gap-2">
			<div className="relative w-full sm:w-64">
				<Search
					aria-hidden="true"
					className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
				/>
				<Input
					ref={field}
					type="search"
					aria-label={`Search ${label.toLowerCase()}`}
					placeholder={placeholder ?? `Search ${label.toLowerCase()}`}
					value={text}
					onChange={(event) => {
						setText(event.target.value);
						onChange({ q: event.target.value });
					}}
					className="pl-8"
				/>
			</div>
			{filters.map((filter) => (
				<Select
					key={filter.id}
					value={view.filters[filter.id] ?? everything}
					onValueChange={(value) => {
						const { [filter.id]: _, ...others } = view.filters;
						onChange({ filters: value === everything ? others : { ...others, [filter.id]: value } });
					}}
				>
					<SelectTrigger aria-label={filter.label} className="w-auto min-w-32">
						<SelectValue />
					</SelectTrigger>
					<SelectContent>
						<SelectItem value={everything}>{`${filter.label}: all`}</SelectItem>
						{filter.options.map((option) => (
							<SelectItem key={option.value} value={option.value}>
								{option.label}
							</SelectItem>
						))}
					</SelectContent>
				</Select>
			))}
			{isNarrowed && (
				<Button variant="ghost" size="sm" onClick={() => onChange({ q: "", filters: {} })}>
					<X aria-hidden="true" />
					Clear
				</Button>
			)}
			<div className="ml-auto flex items-center gap-3">
				<output className="text-muted-foreground text-sm">
					{shown === total ? formatCount(total) : `${formatCount(shown)} of ${formatCount(total)}`}
				</output>
				{children}
			</div>
		</div>
	);
}
