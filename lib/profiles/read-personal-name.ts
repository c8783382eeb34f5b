import { remember } from "@/lib/kernel/remember";
import { wordsOf } from "@/lib/profiles/name-words";
import { type PersonalField, personalFields } from "@/lib/profiles/personal-fields";
import { personalNames, qualifiers } from "@/lib/profiles/personal-names";

const fieldOfName: ReadonlyMap<string, PersonalField> = new Map(
	personalFields.flatMap((field) => personalNames[field].map((name) => [name, field] as const)),
);

/** The vault field a trait's name means (`firstName`, `first_name`, `First name` alike), or null for an ordinary trait. */
export const personalFieldOf = remember((name: string): PersonalField | null => {
	return fieldOfName.get(wordsOf(name).join("")) ?? null;
});

/** The field of which a name means one of several: `home phone`, `Phone 2` and `backup_email`, as well as `phone` itself. */
export const personalFieldIn = remember((name: string): PersonalField | null => {
	const words = wordsOf(name);
	const whole = fieldOfName.get(words.join(""));
	if (whole) return whole;
	const stems = words.map((word) => word.replace(/\d+$/, "")).filter(Boolean);
	return fieldOfName.get(stems.join("")) ?? fieldOfName.get(withoutQualifiers(stems)) ?? null;
});

/** A qualifier may be part of what something is called: the first of `first name`, the mobile of `mobile number`. */
function withoutQualifiers(words: readonly string[]): string {
	let [from, to] = [0, words.length];
	while (from < to && !fieldOfName.has(words.slice(from, to).join("")) && qualifiers.has(words[from] ?? ""))
		from++;
	while (from < to && qualifiers.has(words[to - 1] ?? "")) to--;
	return words.slice(from, to).join("");
}

const contactFields = new Set<PersonalField | null>([
	"email",
	"phone",
	"first_name",
	"last_name",
	"mobile_ad_id",
	"push_token",
]);

/** Whether the last part of a dotted name means contact data, which is kept in the vault and nowhere else. */
export function isContactName(name: string): boolean {
	return contactFields.has(personalFieldIn(name));
}
