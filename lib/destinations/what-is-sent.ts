/** A value of a field as it travels. */
export type FieldValue = string | number | boolean | readonly string[] | null;

/** One thing that happened to a person, told to a stream. */
export type Occurrence = {
	/** The same for every attempt to tell of it, and never of anything else. */
	token: string;
	change: "entered" | "left" | "changed";
	/** Muster's number of the person; null once they are erased. */
	personId: string | null;
};

/**
 * How an audience follows its segment. mirror: exactly; add_only: nobody who merely leaves is removed; update_only:
 * no record is created; replace: everyone anew with each run.
 */
export const syncModes = ["mirror", "add_only", "update_only", "replace"] as const;
export type SyncMode = (typeof syncModes)[number];

/** What is delivered: who is in the audience, the mapped fields of the people, or both. */
export const syncContents = ["membership", "traits", "both"] as const;
export type SyncContent = (typeof syncContents)[number];

/** "any" takes every value as it is. A day is text such as 2026-11-29, an instant is ISO 8601 in UTC. */
export const targetTypes = ["any", "text", "number", "boolean", "date", "list"] as const;
export type TargetType = (typeof targetTypes)[number];

/** A field at the network that a mapping can fill. */
export type TargetField = {
	name: string;
	label: string;
	help: string;
	type: TargetType;
	/** A person without a value is left out. */
	isRequired?: boolean;
	/** Chosen for the life of the audience: it cannot be mapped, or not mapped, later. */
	isFixed?: boolean;
	/** Why the network would not take the value, continuing the field's name; null when it would. */
	check?(value: FieldValue): string | null;
};

export type MappingAbility = {
	fields: readonly TargetField[];
	/** Whether any other name can be chosen too. */
	takesOthers: boolean;
	/** Why one of those other names cannot be chosen, with the cure, continuing the name; null when it can. */
	refusesOther?(name: string): string | null;
	maxFields: number;
};

/** The modes of a network that says nothing of its own. */
export const usualModes: readonly SyncMode[] = ["mirror", "add_only"];
