/** How a value was written before someone hashed it with SHA-256. A hash fits only networks that write it the same way. */
export const hashRules = {
	email_lower: "Email address, trimmed and in lower case",
	email_google: "Email address as Google writes it (Gmail addresses without dots and +suffix)",
	email_strict: "Email address without the dots and the +suffix before the @",
	phone_plus: "Phone number with + and country code, such as +14155550123",
	phone_digits: "Phone number with country code, digits only, such as 14155550123",
} as const;
export type HashRule = keyof typeof hashRules;

type Settings = Readonly<Record<string, string>>;

const acceptedBy = new Map<string, (settings: Settings) => readonly HashRule[]>([
	["google", () => ["email_google", "phone_plus"]],
	["meta", () => ["email_lower", "phone_digits"]],
	["linkedin", () => ["email_lower"]],
	["tiktok", ({ emailRule }) => [emailRule === "strict" ? "email_strict" : "email_lower", "phone_plus"]],
]);

/** Whether a network, as it is connected, can recognize someone by a value hashed by this rule. */
export function fitsHashRule(network: string, rule: HashRule, settings: Settings = {}): boolean {
	return acceptedBy.get(network)?.(settings).includes(rule) ?? false;
}

/** A ready hash as it is sent, or why it is not: then nothing is sent, least of all the value itself. */
export type Prehashed = { ok: true; hash: string } | { ok: false; reason: string };

/** Reads one value of a column of ready SHA-256 hashes (hex). The reason never shows the value. */
export function readPrehashed(raw: string): Prehashed {
	const text = raw.trim();
	if (/^[0-9a-fA-F]{64}$/.test(text)) return { ok: true, hash: text.toLowerCase() };
	if (text === "") return { ok: false, reason: "is empty" };
	if (/^[0-9a-fA-F]{32,}$/.test(text)) {
		return {
			ok: false,
			reason: `must be a SHA-256 hash of 64 hexadecimal digits; this one has ${text.length}`,
		};
	}
	return {
		ok: false,
		reason: "must be a SHA-256 hash of 64 hexadecimal digits; this looks like a value that was not hashed",
	};
}
