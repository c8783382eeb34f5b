const email = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+\.[^\s<>"'(),;:]+/gu;
/** Eight digits or more, with the usual separators of phone numbers. */
const phone = /(?<![\w.])\+?\d(?:[ ()./-]{0,2}\d){7,}/gu;
/** Our own ids: they identify things, not people. */
const instant = /^\d{4}-\d\d-\d\d(?:$|\D)/u;

/**
 * A text without email addresses and phone numbers. Error text from a network or a file may quote a person,
 * and an email leaves this installation.
 */
export function withoutContactData(text: string): string {
	return text
		.replace(email, "[address]")
		.replace(phone, (found) => (instant.test(found) ? found : "[number]"));
}
