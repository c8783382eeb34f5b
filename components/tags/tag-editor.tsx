"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { tagsQueries } from "@/components/tags/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { maxTagLength, maxTags, tag, tagKey, tagList } from "@/lib/tags/tag-list";

const maxOffered = 8;

/** Tags as they are typed: Enter or a comma ends one, Backspace takes the last one away, tags in use are offered. */
export function TagEditor({
	tags,
	error,
	onChange,
}: {
	tags: readonly string[];
	error?: string | undefined;
	onChange: (tags: string[]) => void;
}) {
	const id = useId();
	const [text, setText] = useState("");
	const [stored] = useState(tags);
	const input = useRef<HTMLInputElement>(null);
	const { data } = useQuery(tagsQueries.list());
	const isFull = tags.length >= maxTags;
	const chosen = new Set(tags.map(tagKey));
	const wanted = tagKey(text);
	const offered = isFull
		? []
		: (data?.items ?? [])
				.filter((item) => !chosen.has(tagKey(item.tag)) && tagKey(item.tag).includes(wanted))
				.slice(0, maxOffered);

	const add = (given: string) => {
		const known = data?.items.find((item) => tagKey(item.tag) === tagKey(given));
		// A tag that nothing else carries has its spelling from here, and may get another.
		const isOnlyHere = known?.uses === 1 && stored.includes(known.tag);
		const read = tag.safeParse(isOnlyHere ? given : (known?.tag ?? given));
		setText("");
		if (read.success && !isFull) onChange(tagList.parse([...tags, read.data]));
	};
	const remove = (gone: string) => {
		onChange(tags.filter((each) => each !== gone));
		input.current?.focus();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		// Enter that ends a word of an input method ends no tag.
		if (event.nativeEvent.isComposing) return;
		if ((event.key === "Enter" || event.key === ",") && text.trim() !== "") {
			event.preventDefault();
			add(text);
		} else if (event.key === ",") event.preventDefault();
		else if (event.key === "Backspace" && text === "" && tags.length > 0) onChange(tags.slice(0, -1));
	};

	return (
		<fieldset
			className="grid gap-1.5"
			onBlur={(event) => {
				const isLeaving = !event.currentTarget.contains(event.relatedTarget);
				if (isLeaving && text.trim() !== "") add(text);
			}}
		>
			<Label htmlFor={id}>Tags</Label>
			{tags.length > 0 && (
				<ul className="flex flex-wrap gap-1.5" aria-label="Tags chosen">
					{tags.map((each) => (
						<li key={each} className="min-w-0">
							<Badge className="h-6 max-w-full gap-0.5 pr-0">
								<span className="truncate">{each}</span>
								<button
									type="button"
									aria-label={`Remove ${each}`}
									onClick={() => remove(each)}
									className="grid size-6 shrink-0 place-items-center rounded-md text-muted-foreground hover:text-foreground"
								>
									<X aria-hidden="true" />
								</button>
							</Badge>
						</li>
					))}
				</ul>
			)}
			<Input
				ref={input}
				id={id}
				value={text}
				maxLength={maxTagLength}
				disabled={isFull}
				autoComplete="off"
				enterKeyHint="done"
				aria-describedby={`${id}-hint`}
				aria-invalid={error ? true : undefined}
				placeholder="Type a tag and press Enter"
				onChange={(event) => setText(event.target.value)}
				onKeyDown={onKeyDown}
			/>
			<FieldError>{error}</FieldError>
			{offered.length > 0 && (
				<ul className="flex flex-wrap gap-1.5" aria-label="Tags in use">
					{offered.map((item) => (
						<li key={item.tag} className="min-w-0">
							<Button
								variant="outline"
								size="sm"
								className="h-6 max-w-full px-1.5 text-xs"
								// The field keeps the focus, so that what is typed next is the next tag.
								onMouseDown={(event) => event.preventDefault()}
								onClick={() => add(item.tag)}
							>
								<Plus aria-hidden="true" />
								<span className="sr-only">Add </span>
								<span className="truncate">{item.tag}</span>
							</Button>
						</li>
					))}
				</ul>
			)}
			<p id={`${id}-hint`} className="text-muted-foreground text-sm">
				{isFull
					? `${maxTags} tags is the most. Remove one to add another.`
					: "To find and filter by, shared by segments and campaigns."}
			</p>
		</fieldset>
	);
}
