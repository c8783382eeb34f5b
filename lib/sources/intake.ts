import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { Identifier } from "@/lib/identity/identifier";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import type { Properties } from "@/lib/sources/property-value";
import type { TraitValue } from "@/lib/sources/trait-value";

/**
 * One fact about one person, checked and classified: the common form of API calls and file rows. Instants are
 * milliseconds since 1970.
 */
export type Intake = {
	/** Sending the same id again changes nothing. */
	messageId: string;
	/** At least one, strongest first, normalised. */
	identifiers: Identifier[];
	/** An earlier id that explicitly is the same person (`alias`): merged even when both are known. */
	previousId?: string;
	at: number;
	/** `field`: how the sender wrote it, where that is not `traits` and the name. */
	traits: { name: string; value: TraitValue; field?: string }[];
	/** Vault fields; null removes a value. */
	personal: { field: PersonalField; value: string | null }[];
	event?: { name: string; properties: Properties };
	consents: { purpose: ConsentPurpose; state: "granted" | "denied"; at: number; statement: string }[];
};

/** A fault in what was given, naming the field the way the sender wrote it. */
export type IntakeProblem = { field: string; reason: string };
