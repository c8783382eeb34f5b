import { normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { plainText } from "@/lib/identity/plain-text";
import { readDay } from "@/lib/kernel/calendar-day";
import { toStorableText } from "@/lib/kernel/storable-text";
import { trimInvisible } from "@/lib/kernel/visible-text";
import { addressInName, holdsEmail, withoutEmails } from "@/lib/profiles/mask-emails";
import { isNeverStored } from "@/lib/profiles/never-stored";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import { isContactName, personalFieldIn, personalFieldOf } from "@/lib/profiles/read-personal-name";
import type { Intake, IntakeProblem } from "@/lib/sources/intake";
import { changeOf } from "@/lib/sources/stored-text";
import { inferTraitValue, readIsoDate, type TraitValue } from "@/lib/sources/trait-value";

const longestName = 200;
const longestPersonal = 1_000;
const deepest = 4;
const maxTraits = 300;

export type ReadTraits = Pick<Intake, "traits" | "personal"> & { ignored: IntakeProblem[] };

const addressFields: Record<string, PersonalField> = {
	street: "street",
	city: "city",
	state: "state",
	region: "state",
	postalcode: "postal_code",
	postal_code: "postal_code",
	zip: "postal_code",
	country: "country",
};

/** The stored form of a vault field, or a reason why the value cannot be one. */
export function normalizePersonal(
	field: PersonalField,
	text: string,
	defaultCountry?: string,
): { ok: true; value: string } | { ok: false; reason: string } {
	const tooLong = { ok: false, reason: `is longer than ${longestPersonal} characters` } as const;
	if (text.length > 4 * longestPersonal) return tooLong;
	// Invisible characters may join letters in a name; in contact data they are left over from copying.
	const isReachedBy = field === "email" || field === "phone" || field === "birthday";
	const value = isReachedBy ? plainText(text) : trimInvisible(toStorableText(text).normalize("NFC"));
	if (value.length > longestPersonal) return tooLong;
	switch (field) {
		case "email": {
			const email = normalizeEmail(value);
			return email ? { ok: true, value: email } : { ok: false, reason: "is not an email address" };
		}
		case "phone": {
			const phone = normalizePhone(value, defaultCountry);
			return phone
				? { ok: true, value: phone.e164 }
				: { ok: false, reason: "is not a telephone number with its country prefix, such as +49 30 901820" };
		}
		case "birthday": {
			// The day as written, whatever time and zone follow it.
			return readIsoDate(value) === null || readDay(value.slice(0, 10)) === null
				? { ok: false, reason: "is not a date such as 1985-07-31" }
				: { ok: true, value: value.slice(0, 10) };
		}
		default:
			return { ok: true, value };
	}
}

/** The first way in which a text of a value is not stored as it came. */
function changeIn(value: unknown): string | null {
	for (const text of Array.isArray(value) ? value : [value]) {
		const change = typeof text === "string" ? changeOf(text) : null;
		if (change) return change;
	}
	return null;
}

function cleanText(value: TraitValue): TraitValue {
	if (value.type === "string") return { type: "string", value: withoutEmails(value.value) };
	if (value.type === "list") return { type: "list", value: value.value.map(withoutEmails) };
	return value;
}

/**
 * Sorts the traits of a message: contact data and names go to the vault, everything else to the trait
 * history. Nested objects become dotted names. What cannot be kept is listed in `ignored`; the rest is kept.
 * `prefix` is added to the names of a group's traits after they were classified: contact data of a group
 * belongs to no person, and is not kept.
 */
export function readTraits(traits: object, path: string, prefix = ""): ReadTraits {
	const isGroup = prefix !== "";
	const result: ReadTraits = { traits: [], personal: [], ignored: [] };
	const ignore = (name: string, reason: string): void => {
		result.ignored.push({ field: `${path}.${name}`, reason });
	};

	const addPersonal = (field: PersonalField, name: string, value: unknown): void => {
		if (value === null || value === "") {
			result.personal.push({ field, value: null });
			return;
		}
		if (typeof value !== "string" && !Number.isSafeInteger(value)) {
			ignore(name, "must be text");
			return;
		}
		const read = normalizePersonal(field, String(value));
		if (!read.ok) return void ignore(name, read.reason);
		result.personal.push({ field, value: read.value });
		const change = changeIn(value);
		if (change) ignore(name, change);
	};

	const visit = (name: string, value: unknown, depth: number): void => {
		if (value === undefined) return;
		const last = name.slice(name.lastIndexOf(".") + 1);
		if (
			prefix.length + name.length > longestName ||
			/\p{Cc}/u.test(name) ||
			!name.isWellFormed() ||
			last === "" ||
			last === "__proto__"
		) {
			ignore(name.slice(0, 80).toWellFormed(), "is not a usable name");
			return;
		}
		if (holdsEmail(name)) {
			ignore(name, addressInName);
			return;
		}
		if (isNeverStored(last)) {
			ignore(name, "is never stored");
			return;
		}
		if (isGroup && isContactName(last)) {
			ignore(name, "is contact data, which is kept of people only");
			return;
		}
		const field = isGroup ? null : personalFieldOf(last);
		if (depth === 0 && field === "street" && typeof value === "object" && value !== null) {
			for (const [key, part] of Object.entries(value)) {
				const partField = addressFields[key.toLowerCase()];
				if (partField) addPersonal(partField, `${name}.${key}`, part);
			}
			return;
		}
		// Below the top level only contact data counts as the person's own: `company.name` is not a person's
		// name.
		if (field && depth === 0) {
			addPersonal(field, name, value);
			return;
		}
		// Yes and no about a second phone are no phone.
		if (!isGroup && typeof value !== "boolean" && isContactName(last)) {
			ignore(
				name,
				depth === 0
					? `is contact data: send it as ${personalFieldIn(last)}`
					: "is personal: send it as a trait of the first level",
			);
			return;
		}
		if (typeof value === "object" && value !== null && !Array.isArray(value)) {
			if (depth >= deepest) {
				ignore(name, `is nested deeper than ${deepest} levels`);
				return;
			}
			for (const [key, inner] of Object.entries(value)) {
				visit(`${name}.${key}`, inner, depth + 1);
			}
			return;
		}
		const inferred = inferTraitValue(value);
		if (!inferred) {
			ignore(name, "must be text, a number, true or false, a date, or a list of these");
			return;
		}
		if (result.traits.length >= maxTraits) {
			ignore(name, `is beyond the ${maxTraits} traits of one message`);
			return;
		}
		const change = changeIn(value);
		if (change) ignore(name, change);
		const trait = { name: `${prefix}${name}`, value: cleanText(inferred) };
		result.traits.push(prefix === "" && path === "traits" ? trait : { ...trait, field: `${path}.${name}` });
		// Coarse geography and gender serve segments and destinations alike.
		if (depth === 0 && !isGroup && inferred.type === "string" && (name === "country" || name === "gender")) {
			result.personal.push({ field: name, value: inferred.value });
		}
	};
	for (const [name, value] of Object.entries(traits)) visit(name, value, 0);
	return result;
}
