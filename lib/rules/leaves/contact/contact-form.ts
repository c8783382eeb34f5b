import { normalizeDomain, normalizeEmail } from "@/lib/identity/normalize-email";
import type { CheckRoom, LeafForm } from "@/lib/rules/leaf-kind";
import type { ContactLeaf } from "@/lib/rules/rule";

/**
 * A test on an email address. Whether there is one and its domain are facts kept as traits, evaluated as of
 * asOf. Who has a given address is known as of today only, through its keyed hash; the vault keeps no
 * history.
 */
export const contactForm: LeafForm<ContactLeaf> = {
	check: checkContact,
	describe: describeContact,
};

function checkContact({ operator, value }: ContactLeaf, room: CheckRoom): void {
	const refuse = (message: string) => room.report({ part: "value", message });
	if (operator === "isSet" || operator === "isNotSet") {
		if (value !== null) refuse("This condition takes no value");
	} else if (operator === "equals" || operator === "notEquals") {
		if (typeof value === "string" ? normalizeEmail(value) === null : value === null) {
			refuse("Type a whole email address, such as jane@example.com");
		}
	} else if (typeof value !== "string" || !isDomainPart(value, operator)) {
		refuse("Type a domain, such as example.com");
	}
}

function isDomainPart(value: string, operator: ContactLeaf["operator"]): boolean {
	if (operator === "domainEndsWith") return /^\.?[a-z0-9][a-z0-9.-]*$/.test(domainOf(value));
	return normalizeDomain(withoutSign(value)) !== null;
}

function withoutSign(value: string): string {
	return value.trim().replace(/^@/, "");
}

/** In the form addresses use: lowercase ASCII. The end of a domain may be only part of one. */
export function domainOf(value: string): string {
	return normalizeDomain(withoutSign(value)) ?? withoutSign(value).normalize("NFC").toLowerCase();
}

function describeContact({ operator, value }: ContactLeaf): string {
	const text = typeof value === "object" ? (value?.hint ?? "…") : value === "" ? "…" : value;
	switch (operator) {
		case "isSet":
			return "whose email address is known";
		case "isNotSet":
			return "whose email address is not known";
		case "equals":
			return `whose email address is ${text}`;
		case "notEquals":
			return `whose email address is not ${text}`;
		case "domainIs":
			return `whose email address is at ${text}`;
		case "domainIsNot":
			return `whose email address is not at ${text}`;
		case "domainEndsWith":
			return `whose email address is at a domain that ends with ${text}`;
	}
}
