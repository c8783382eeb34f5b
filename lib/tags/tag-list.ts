import { z } from "zod";
import { searchKey } from "@/lib/kernel/search-key";
import { visibleText } from "@/lib/kernel/visible-text";

export const maxTags = 20;
export const maxTagLength = 40;

/** One tag as it is stored: composed letters, one space between words. */
export const tag = z
	.string()
	.transform((text) => text.replace(/\s+/g, " "))
	.pipe(
		visibleText(
			"A tag needs at least one character.",
			maxTagLength,
			`A tag has at most ${maxTagLength} characters.`,
		),
	);

/** The form in which tag spellings are compared: "VIP" and "vip" are the same tag. */
export function tagKey(text: string): string {
	return searchKey(text);
}

/** The tags of one object, each once regardless of capitalization. */
export const tagList = z
	.array(tag)
	.max(maxTags, `At most ${maxTags} tags.`)
	.transform((tags) => {
		const keys = tags.map(tagKey);
		return tags.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
	});
