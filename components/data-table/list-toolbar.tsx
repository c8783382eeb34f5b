"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { SearchInput } from "@/components/data-table/search-input";
import type { ListView } from "@/components/data-table/use-list-view";
import { useSearchText } from "@/components/data-table/use-search-text";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { formatCount } from "@/components/ui/format-number";

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
	const { text, setText, noteRequested } = useSearchText(view.q);
	const isNarrowed = view.q !== "" || Object.keys(view.filters).length > 0;
	return (
		<div className="flex flex-wrap items-center gap-2">
			<SearchInput
				label={`Search ${label.toLowerCase()}`}
				placeholder={placeholder}
				value={text}
				onChange={(q) => {
					setText(q);
					noteRequested(q);
					onChange({ q });
				}}
				className="sm:w-64"
			/>
			{filters.map((filter) => (
				<Choice
					key={filter.id}
					aria-label={filter.label}
					className="w-auto min-w-32"
					value={view.filters[filter.id] ?? ""}
					onChange={(value) => {
						const { [filter.id]: _, ...others } = view.filters;
						onChange({ filters: value === "" ? others : { ...others, [filter.id]: value } });
					}}
					none={`${filter.label}: all`}
					options={filter.options}
				/>
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
