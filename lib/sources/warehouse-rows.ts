import { sha256Uint64 } from "@/lib/kernel/sha256";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { Intake } from "@/lib/sources/intake";
import { coerceTraitValue, type TraitValue, type ValueType } from "@/lib/sources/trait-value";

export type TraitFact = { uid: number; name: string; value: TraitValue; at: number };

/** `seq` is the place of the message among those of its transaction. */
type Scope = { ws: number; source: string; recordedAt: Date; seq: number };

/** Row of `trait_history`. */
export function traitRow(
	{ ws, source, recordedAt, seq }: Scope,
	{ uid, name, value, at }: TraitFact,
): object {
	return {
		ws,
		trait: name,
		uid,
		type: value.type,
		string_value: value.type === "string" ? value.value : "",
		number_value:
			value.type === "number" || value.type === "date" || value.type === "day"
				? value.value
				: value.type === "boolean"
					? Number(value.value)
					: 0,
		list_value: value.type === "list" ? value.value : [],
		priority: 1,
		source,
		valid_from: formatInstant(at),
		recorded_at: formatInstant(recordedAt),
		seq,
	};
}

/** Row of `events`. */
export function eventRow({ ws, source, recordedAt }: Scope, uid: number, intake: Intake): object | null {
	if (!intake.event) return null;
	return {
		ws,
		event: intake.event.name,
		uid,
		time: formatInstant(intake.at),
		message: sha256Uint64(intake.messageId),
		received_at: formatInstant(recordedAt),
		source,
		properties: intake.event.properties,
	};
}

/** Traits in the catalogue's types; of several values of one trait at one instant the last sent counts. */
export function traitFacts(uid: number, intake: Intake, types: ReadonlyMap<string, ValueType>): TraitFact[] {
	const facts = new Map<string, TraitFact>();
	for (const { name, value } of intake.traits) {
		const type = types.get(name);
		// Beyond the catalogue's bounds a trait is not kept: no rule could use it.
		if (type) facts.set(name, { uid, name, value: coerceTraitValue(value, type), at: intake.at });
	}
	return [...facts.values()];
}
