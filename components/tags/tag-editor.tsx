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
import { maxTagLength, maxTags, tag, tagKey } from "@/lib/tags/tag-list";

const maxOffered = 8;

/** Tag input: Enter or a comma ends a tag, Backspace removes the last one, tags in use are offered. */
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

	const tooLong =
		text.trim().length > maxTagLength ? `A tag has at most ${maxTagLength} characters.` : undefined;
	/** Adds valid tags. Invalid text, or a tag over the limit, stays in the field. */
	const add = (...given: string[]) => {
		const next = [...tags];
		const left: string[] = [];
		for (const each of given.map((piece) => piece.trim()).filter(Boolean)) {
			const known = data?.items.find((item) => tagKey(item.tag) === tagKey(each));
			// A tag that nothing else uses is only spelled here, so its spelling may change.
			const isOnlyHere = known?.uses === 1 && stored.includes(known.tag);
			const read = tag.safeParse(isOnlyHere ? each : (known?.tag ?? each)).data;
			if (read !== undefined && next.some((one) => tagKey(one) === tagKey(read))) continue;
			if (read !== undefined && next.length < maxTags) next.push(read);
			else left.push(each);
		}
		if (next.length > tags.length) onChange(next);
		return left.join(", ");
	};
	const onType = (typed: string) => {
		// Each comma ends a tag, even where a phone's keyboard does not report the key.
		const [last = "", ...ended] = typed.split(",").reverse();
		if (ended.length === 0) return setText(typed);
		const left = add(...ended.reverse());
		setText(left === "" ? last.trimStart() : `${left} ${last}`);
	};
	const remove = (gone: string) => {
		onChange(tags.filter((each) => each !== gone));
		input.current?.focus();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		// Enter that ends an IME composition does not end a tag.
		if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
		if (event.key === "Enter" && text.trim() !== "") {
			event.preventDefault();
			setText(add(text));
		} else if (event.key === "Backspace" && text === "" && tags.length > 0) onChange(tags.slice(0, -1));
	};

	return (
		<fieldset
			className="grid gap-1.5"
			onBlur={(event) => {
				const isLeaving = !event.currentTarget.contains(event.relatedTarget);
				if (isLeaving && text.trim() !== "") setText(add(text));
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
				aria-invalid={(error ?? tooLong) ? true : undefined}
				placeholder="Type a tag and press Enter"
				onChange={(event) => onType(event.target.value)}
				onPaste={(event) => {
					const pieces = event.clipboardData.getData("text/plain").split(/[,\n\r\t]/);
					if (pieces.length < 2) return;
					event.preventDefault();
					setText(add(...(text.trim() === "" ? [] : [text]), ...pieces));
				}}
				onKeyDown={onKeyDown}
			/>
			<FieldError>{error ?? tooLong}</FieldError>
			{offered.length > 0 && (
				<ul className="flex flex-wrap gap-1.5" aria-label="Tags in use">
					{offered.map((item) => (
						<li key={item.tag} className="min-w-0">
							<Button
								variant="outline"
								size="sm"
								className="h-6 max-w-full px-1.5 text-xs"
								// The field keeps the focus, for typing the next tag.
								onMouseDown={(event) => event.preventDefault()}
								onClick={() => setText(add(item.tag))}
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
