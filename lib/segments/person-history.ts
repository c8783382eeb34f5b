/** One value a trait had, as the history keeps it. Dates are milliseconds. `unset` is a trait taken away. */
export type TraitRow = {
	trait: string;
	value:
		| { type: "unset" }
		| { type: "string"; value: string }
		| { type: "number"; value: number }
		| { type: "boolean"; value: boolean }
		| { type: "date"; value: number }
		| { type: "list"; value: string[] };
	priority: number;
	validFrom: number;
	recordedAt: number;
};

/** A property as a rule sees it: nested objects are flattened to dotted names, `null` is no property. */
export type PropertyValue = string | number | boolean | readonly unknown[];

export type EventRow = {
	event: string;
	time: number;
	/** Breaks ties of the same instant. */
	message: string;
	properties: Readonly<Record<string, PropertyValue>>;
};

/** All that is known of one person: their own rows and those of everybody merged into them. Instants are milliseconds. */
export type PersonHistory = {
	/** Earliest effective time of anything known of them. */
	createdAt: number;
	isErased: boolean;
	traits: readonly TraitRow[];
	events: readonly EventRow[];
};
