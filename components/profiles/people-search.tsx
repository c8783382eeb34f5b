"use client";

import { useEffect, useRef } from "react";
import { SearchInput } from "@/components/data-table/search-input";
import { useSearchText } from "@/components/data-table/use-search-text";

/** Searches a moment after the last key. `value` is what is searched for now. */
export function PeopleSearch({ value, onChange }: { value: string; onChange: (q: string) => void }) {
	const { text, setText, requested, noteRequested } = useSearchText(value);
	const ask = useRef((_q: string) => {});
	ask.current = (q) => {
		noteRequested(q);
		onChange(q);
	};
	useEffect(() => {
		if (text.trim() === requested) return;
		const timer = setTimeout(() => ask.current(text.trim()), 300);
		return () => clearTimeout(timer);
	}, [text, requested]);
	return (
		<form
			method="post"
			className="w-full sm:w-96"
			onSubmit={(event) => {
				event.preventDefault();
				ask.current(text.trim());
			}}
		>
			<SearchInput
				label="Find a person"
				placeholder="Part of a name, email, ID or phone"
				value={text}
				onChange={setText}
			/>
		</form>
	);
}
