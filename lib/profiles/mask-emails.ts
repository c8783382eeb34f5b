const mask = "[e-mail]";
/** Problem with a name that contains one: names appear in the catalogue, visible to everyone. */
export const addressInName = "holds an email address: names are no place for personal data";
/** What cannot be part of an address within text, or in a page address with a query. */
const stop = /[\s@/?&=<>"'(),;:[\]\\|]/;
const signs = /@|%40/g;
// With what has no width: it hides an address from searching, not from reading.
const domainRun = /[\p{L}\p{M}\p{N}\p{Cf}.-]{1,255}/uy;
const firstLetters = /^\p{Cf}*\p{L}[\p{L}\p{M}\p{Cf}]+/u;

/**
 * Text with email addresses removed, e.g. from a page address with a query, where the sign may be written as
 * %40. Reads the text once, however many signs it has.
 */
export function withoutEmails(text: string): string {
	let result = "";
	let done = 0;
	let read = 0;
	for (const { 0: sign, index } of text.matchAll(signs)) {
		const start = startOf(text, index, read);
		read = index + sign.length;
		const end = endOf(text, read, sign);
		if (start === index || end === null) continue;
		result += text.slice(done, start) + mask;
		done = end;
		read = end;
	}
	return done === 0 ? text : result + text.slice(done);
}

/** Whether text contains an address. */
export function holdsEmail(text: string): boolean {
	return withoutEmails(text) !== text;
}

function startOf(text: string, sign: number, from: number): number {
	let start = sign;
	while (start > from && !stop.test(text.charAt(start - 1))) start--;
	return start;
}

/** Where the domain ends that begins at `from`; null when none does. */
function endOf(text: string, from: number, sign: string): number | null {
	domainRun.lastIndex = from;
	const run = domainRun.exec(text)?.[0];
	if (!run) return null;
	// An address that is encoded has passed through a form: it is masked even when its domain looks odd.
	if (sign === "%40") return from + run.length;
	let end: number | null = null;
	let at = from;
	for (const [index, label] of run.split(".").entries()) {
		if (label === "") break;
		const letters = label.startsWith("xn--") ? label : firstLetters.exec(label)?.[0];
		if (index > 0 && letters) end = at + letters.length;
		at += label.length + 1;
	}
	return end;
}
