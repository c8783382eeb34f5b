import { longestAttribute } from "@/lib/destinations/catalog/braze/attribute-of";
import type { FieldValue, MappingAbility } from "@/lib/destinations/what-is-sent";

const text = (pattern: RegExp, reason: string) => (value: FieldValue) =>
	typeof value === "string" && value !== "" && !pattern.test(value) ? reason : null;

/**
 * Names that say whom or how Braze may message, which a sync never writes, and names that identify a person or change
 * what a request means. Braze's user attributes object and user identifiers, read November 2026.
 */
const consent = "says what a person agreed to, which a sync never writes. Choose another name.";
const identity = "is a name of Braze's own that finds or changes profiles. Choose another name.";
const refused: ReadonlyMap<string, string> = new Map([
	...[
		"email_subscribe",
		"push_subscribe",
		"subscription_groups",
		"marked_email_as_spam_at",
		"email_open_tracking_disabled",
		"email_click_tracking_disabled",
	].map((name) => [name, consent] as const),
	...[
		"external_id",
		"braze_id",
		"user_alias",
		"alias_name",
		"alias_label",
		"app_id",
		"push_tokens",
		"push_token_import",
		"current_location",
		"facebook",
		"twitter",
	].map((name) => [name, identity] as const),
]);

/** What can be filled at Braze: profile fields that it knows, and any custom attribute. */
export const brazeFields: MappingAbility = {
	fields: [
		{ name: "first_name", label: "First name", help: "", type: "text" },
		{ name: "last_name", label: "Last name", help: "", type: "text" },
		{
			name: "email",
			label: "Email",
			help: "The address that messages go to. Ignored by a sync that finds people by their email.",
			type: "text",
			check: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "is not an email address"),
		},
		{
			name: "phone",
			label: "Phone",
			help: "With a plus sign and the country code.",
			type: "text",
			check: text(/^\+[1-9][\d ().-]{6,24}$/, "is not a phone number with a plus sign and a country code"),
		},
		{
			name: "country",
			label: "Country",
			help: "Two letters, such as US.",
			type: "text",
			check: text(/^[A-Za-z]{2}$/, "is not a two-letter country code"),
		},
		{ name: "home_city", label: "Home city", help: "", type: "text" },
		{
			name: "language",
			label: "Language",
			help: "Two letters, such as en.",
			type: "text",
			check: text(/^[A-Za-z]{2}([-_][A-Za-z]{2,4})?$/, "is not a language code such as en"),
		},
		{ name: "time_zone", label: "Time zone", help: "Such as America/New_York.", type: "text" },
		{
			name: "dob",
			label: "Date of birth",
			help: "A day, such as 1990-05-31.",
			type: "date",
			check: text(/^\d{4}-\d{2}-\d{2}$/, "is not a day such as 1990-05-31. Choose the transform “Day”"),
		},
		{
			name: "gender",
			label: "Gender",
			help: "M, F, O (other), N (not applicable) or P (prefers not to say).",
			type: "text",
			check: text(/^[MFONP]$/, "is not M, F, O, N or P"),
		},
	],
	takesOthers: true,
	refusesOther: (name) => {
		if (name.startsWith("_")) return identity;
		if (name.length > longestAttribute)
			return `is longer than the ${longestAttribute} characters Braze keeps.`;
		return refused.get(name) ?? null;
	},
	maxFields: 100,
};
