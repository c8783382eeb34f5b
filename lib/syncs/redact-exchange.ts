/** How much of an answer is kept, in characters and in bytes. */
export const keptBytes = 2_048;
/** How much is looked at: the rest is cut off before, at the end of a word. */
const lookedAt = 16_000;

const email = /[^\s<>"'(),;:=/?&]+(?:@|%40)[^\s<>"'(),;:=/?&]+\.[^\s<>"'(),;:=/?&]+/giu;
/** Eight digits or more, with the usual separators of phone numbers; an instant is none. */
const phone = /(?<![\w.:-])\+?\d(?:[ ()./-]{0,2}\d){7,}/gu;
const instant = /^\d{4}-\d\d-\d\d(?:$|\D)/u;
/** Hashes, and tokens of any kind: one long word of letters and digits. */
const longWord = /[A-Za-z0-9+/_=-]{32,}/gu;
/** Values named like secrets, in JSON, forms and addresses. */
const named =
	/((?:access_?token|refresh_?token|api_?key|secret|password|authorization|signature|appsecret_proof)["']?\s*[:=]\s*["']?)([^"'\s&,;}]+)/giu;
/** Where a word ends that could be an identifier. */
const separators = /([\s"'<>,;:/(){}[\]=&?|\\]+)/u;

/**
 * A text from a network without anything that identifies a person or grants access, cut to a bounded size.
 * `identifiers` are the values of the request it belongs to; `secrets` the credentials of the connection.
 */
export function redactText(
	text: string,
	{ identifiers, secrets }: { identifiers: ReadonlySet<string>; secrets: readonly string[] },
): string {
	let clean = headOf(text);
	for (const secret of secrets) {
		if (secret.length < 4) continue;
		for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
			clean = clean.replaceAll(form, "[secret]");
		}
	}
	for (const value of identifiers) {
		if (separators.test(value)) clean = clean.replaceAll(value, "[identifier]");
	}
	clean = clean
		.split(separators)
		.map((word) => (word.length < 3 ? word : withoutIdentifier(word, identifiers)))
		.join("");
	clean = clean
		.replace(named, "$1[secret]")
		.replace(email, "[address]")
		.replace(phone, (found) => (instant.test(found) ? found : "[number]"))
		.replace(longWord, "[long value]");
	return cutBytes(clean, keptBytes);
}

/** Method and address of a request: without what follows the question mark, where tokens and filters are. */
export function redactLine(
	{ method, url }: { method: string; url: string },
	given: { identifiers: ReadonlySet<string>; secrets: readonly string[] },
): string {
	const [address = ""] = url.split(/[?#]/);
	const path = address
		.split("/")
		.map((part) => (isIdentifier(part, given.identifiers) ? "[identifier]" : part))
		.join("/");
	return redactText(`${method} ${path}${address.length < url.length ? "?…" : ""}`, given);
}

function withoutIdentifier(word: string, identifiers: ReadonlySet<string>): string {
	// A sentence ends with a mark that is no part of its last word.
	const bare = word.replace(/[.!]+$/u, "");
	return isIdentifier(word, identifiers) || isIdentifier(bare, identifiers)
		? `[identifier]${word.slice(bare.length)}`
		: word;
}

function isIdentifier(word: string, identifiers: ReadonlySet<string>): boolean {
	if (identifiers.has(word)) return true;
	try {
		return word.includes("%") && identifiers.has(decodeURIComponent(word));
	} catch {
		return false;
	}
}

/** The beginning, without a word that the cut went through: half an identifier would not be recognized. */
function headOf(text: string): string {
	if (text.length <= lookedAt) return text;
	return text.slice(0, lookedAt).replace(/[^\s"',;<>{}[\]]*$/u, "");
}

function cutBytes(text: string, most: number): string {
	const bytes = new TextEncoder().encode(text);
	if (bytes.length <= most) return text;
	// Three bytes for the mark that says so; a character cut in two is dropped.
	const head = new TextDecoder("utf-8").decode(bytes.slice(0, most - 3)).replace(/\uFFFD+$/u, "");
	return `${head}…`;
}
