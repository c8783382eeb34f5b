import { trimInvisible } from "@/lib/kernel/visible-text";
import { withoutEmails } from "@/lib/profiles/mask-emails";

const longestName = 200;

/** An event's name as it is stored, the same from a message and from a file: without addresses; or what is wrong with it. */
export function readEventName(text: string): { ok: true; name: string } | { ok: false; reason: string } {
	const tooLong = { ok: false, reason: `is longer than ${longestName} characters` } as const;
	if (text.length > 4 * longestName) return tooLong;
	const name = withoutEmails(trimInvisible(text.replaceAll("\0", "")));
	if (name === "") return { ok: false, reason: "must be the name of the event" };
	if (/\p{Cc}/u.test(name) || !name.isWellFormed())
		return { ok: false, reason: "must not contain control characters" };
	return name.length > longestName ? tooLong : { ok: true, name };
}
