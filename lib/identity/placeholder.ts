// Values that clients send for "no one". Treating them as a person would merge strangers.
const placeholders = new Set([
	...["null", "nil", "undefined", "none", "nan", "n/a", "na", "n.a.", "n.a", "n/d", "\\n", "true", "false"],
	...["infinity", "-infinity", "-1", "-1.0", "empty", "not set", "not available", "not provided", "missing"],
	...["anonymous", "guest", "unknown", "redacted", "anonymized", "anonymised"],
	// The name of the field instead of what belongs there.
	...["user_id", "userid", "user id", "customer_id", "customerid"],
]);

/** What a spreadsheet writes where a formula failed. */
const cellErrors = /^#(?:n\/a|null!|ref!|value!|name\?|div\/0!|num!|spill!|error!)$/;
/** Punctuation only: two quotes of an empty text, a question mark, a dash. */
const onlySigns = /^[!-/:-@[-`{-~\s]+$/;
/** Zero however it is written, and the id of a device that has none: 00000000-0000-0000-0000-000000000000. */
const zero = /^[-+]?[0.,:-]+$/;
const onesOnly = /^[f-]{32,}$/;
const scriptObject = /^\[object [a-z]*\]$/;

const wrapped: readonly (readonly [start: string, end: string])[] = [
	["(", ")"],
	["<", ">"],
	["[", "]"],
	["{", "}"],
	['"', '"'],
	["'", "'"],
	["`", "`"],
];

// Left over from an unfilled template: no id is enclosed in these signs.
const templates: readonly (readonly [start: string, end: string])[] = [
	["{{", "}}"],
	["{%", "%}"],
	["${", "}"],
	["<%", "%>"],
	["%%", "%%"],
	["*|", "|*"],
	["[[", "]]"],
	["##", "##"],
	["@@", "@@"],
];
/** Possible in ids: only around a variable name, which has no digits, and not as the braces of a GUID. */
const looseTemplates: readonly (readonly [start: string, end: string])[] = [
	["{", "}"],
	["<", ">"],
	["%", "%"],
];
const variable = /^[!$#=@&^]?\p{L}[\p{L}_. -]*$/u;
/** Possible in chosen names: only around a variable for people. */
const nameTemplates: readonly (readonly [start: string, end: string])[] = [
	["[", "]"],
	["__", "__"],
];
const personVariable =
	/^(?:.*[_. -])?(?:id|uid|uuid|userid|customerid|user|customer|contact|member|subscriber|visitor|email)$/;

function inside(text: string, pairs: typeof templates): string | null {
	const pair = pairs.find(
		([start, end]) =>
			text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end),
	);
	return pair ? text.slice(pair[0].length, text.length - pair[1].length).trim() : null;
}

function isTemplate(lower: string): boolean {
	if (inside(lower, templates) !== null) return true;
	if (variable.test(inside(lower, looseTemplates) ?? "")) return true;
	return personVariable.test(inside(lower, nameTemplates) ?? "");
}

/**
 * Whether an id (as of `plainText`) identifies no one: a word for nothing, an empty value, an unfilled
 * template.
 */
export function isPlaceholder(text: string): boolean {
	let lower = text.toLowerCase();
	if (isTemplate(lower) || scriptObject.test(lower)) return true;
	for (let next: string | null = lower; next !== null; next = inside(lower, wrapped)) {
		lower = next;
		if (lower === "" || placeholders.has(lower) || cellErrors.test(lower)) return true;
		if (onlySigns.test(lower) || zero.test(lower) || onesOnly.test(lower)) return true;
	}
	return false;
}

const placeholderNames = new Set([
	...["null", "nil", "none", "undefined", "nan", "na", "unknown", "empty", "anonymous"],
	...["noemail", "nomail", "noaddress", "notavailable", "notprovided"],
]);
/** Names of mailboxes that no one reads, at any domain. */
const unreadNames = new Set(["noreply", "donotreply"]);
/** Domains that exist for examples only: no mail arrives there (RFC 2606, RFC 6761). */
const reserved = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/;

/**
 * Whether an address is what people and systems write when there is none. Only addresses that no person can
 * have: a word for nothing at a domain that is such a word too (`null@null.com`) or accepts no mail
 * (`noemail@example.com`), and mailboxes that no one reads. `test@test.com` is not among them: it is a
 * mailbox, and how people try things out.
 */
export function isPlaceholderEmail(local: string, domain: string): boolean {
	const name = local.replace(/[._-]/g, "");
	if (unreadNames.has(name)) return true;
	if (!placeholderNames.has(name)) return false;
	return (
		reserved.test(domain) ||
		domain
			.split(".")
			.slice(0, -1)
			.some((label) => placeholderNames.has(label.replaceAll("-", "")))
	);
}
