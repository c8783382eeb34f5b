import type { SandboxRecord } from "@/lib/destinations/server/sandbox/record-store";
import type { SandboxAnswer } from "@/lib/destinations/server/sandbox/sandbox-network";

export type Contact = SandboxRecord;
/** What became of one input of a batch. */
export type Answering =
	| { record: Contact; isNew: boolean; trace: string | undefined }
	| { error: { status: "error"; category: string; message: string; context: Record<string, string[]> } };

type Property = {
	name: string;
	label: string;
	type: string;
	fieldType: string;
	options: { label: string; value: string }[];
	calculated: boolean;
	archived: boolean;
	modificationMetadata: { readOnlyValue: boolean };
};

function property(
	name: string,
	label: string,
	type = "string",
	fieldType = "text",
	{ options = [], isReadOnly = false }: { options?: string[]; isReadOnly?: boolean } = {},
): Property {
	return {
		name,
		label,
		type,
		fieldType,
		options: options.map((value) => ({ label: value, value })),
		calculated: false,
		archived: false,
		modificationMetadata: { readOnlyValue: isReadOnly },
	};
}

/** The contact properties of every account of the sandbox. */
export const propertyList: readonly Property[] = [
	property("email", "Email"),
	property("firstname", "First name"),
	property("lastname", "Last name"),
	property("phone", "Phone number", "string", "phonenumber"),
	property("company", "Company name"),
	property("plan", "Plan"),
	property("score", "Score", "number", "number"),
	property("tier", "Tier", "enumeration", "select", { options: ["gold", "silver"] }),
	property("interests", "Interests", "enumeration", "checkbox", { options: ["shoes", "hats"] }),
	property("renewal_date", "Renewal date", "date", "date"),
	property("hs_email_optout", "Unsubscribed from all email", "bool", "booleancheckbox"),
	property("hs_email_hard_bounce_reason_enum", "Email hard bounce reason", "enumeration", "select", {
		isReadOnly: true,
	}),
	property("lastmodifieddate", "Last modified date", "datetime", "date", { isReadOnly: true }),
];
const byName = new Map(propertyList.map((one) => [one.name, one]));

export function hubSpotError(
	status: number,
	category: string,
	message: string,
	more: Record<string, unknown> = {},
): SandboxAnswer {
	return { status, body: { status: "error", message, correlationId: "sandbox", category, ...more } };
}

/** HubSpot refuses the whole batch for a property it does not know, or that nobody may write. */
export function checkProperties(given: readonly Readonly<Record<string, string>>[]): SandboxAnswer | null {
	for (const name of new Set(given.flatMap((one) => Object.keys(one)))) {
		const known = byName.get(name);
		const error =
			known === undefined
				? "PROPERTY_DOESNT_EXIST"
				: known.modificationMetadata.readOnlyValue
					? "READ_ONLY_VALUE"
					: null;
		if (error === null) continue;
		const said = JSON.stringify([{ isValid: false, error, name }]);
		return hubSpotError(400, "VALIDATION_ERROR", `Property values were not valid: ${said}`);
	}
	return null;
}
