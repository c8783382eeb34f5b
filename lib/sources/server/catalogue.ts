import type { Database } from "@/lib/platform/postgres/database";
import { propertyTypeOf } from "@/lib/sources/clean-properties";
import { usualNames } from "@/lib/sources/files/usual-names";
import type { Intake } from "@/lib/sources/intake";
import { typeOfValue, type ValueType } from "@/lib/sources/trait-value";

/** This process's view of the catalogue, as read some seconds ago or added since. */
type Noted = {
	traits: Map<string, ValueType>;
	/** Names that computed traits have: no message can set them. */
	computed: Set<string>;
	events: Set<string>;
	/** How many of the events are offered in rules. */
	offered: number;
	properties: Set<string>;
	perEvent: Map<string, number>;
	seenAt: number;
	readAt: number;
};

// A sender that puts ids into names must not flood the catalogue.
const maxPropertiesPerEvent = 500;
/** Of so many names of traits values are stored, beside those of computed traits. */
export const maxTraits = 2_000;
/** So many names of events are offered in rules, beside those that everyone uses. */
export const maxEvents = 2_000;
const refreshMs = 10 * 60_000;
// Within this time every process knows a type that was changed, and names that were tidied away.
const reloadMs = 10_000;

export class Catalogue {
	private readonly workspaces = new Map<number, Noted>();

	private async load(db: Database, ws: number): Promise<Noted> {
		const known = this.workspaces.get(ws);
		if (known && Date.now() - known.readAt < reloadMs) return known;
		const [traits, events, properties] = await Promise.all([
			db.traitDefinition.findMany({ where: { workspaceNumber: ws } }),
			db.eventDefinition.findMany({ where: { workspaceNumber: ws } }),
			known
				? []
				: db.propertyDefinition.findMany({
						where: { workspaceNumber: ws },
						select: { event: true, name: true },
					}),
		]);
		const noted: Noted = {
			// Safe because only this file writes the column, with these values.
			traits: new Map(
				traits.filter(({ isComputed }) => !isComputed).map((trait) => [trait.name, trait.type as ValueType]),
			),
			computed: new Set(traits.flatMap(({ name, isComputed }) => (isComputed ? [name] : []))),
			events: new Set(events.map((event) => event.name)),
			offered: events.filter(({ hiddenAt }) => hiddenAt === null).length,
			// Properties are never removed.
			properties: known?.properties ?? new Set(),
			perEvent: known?.perEvent ?? new Map(),
			seenAt: known?.seenAt ?? 0,
			readAt: Date.now(),
		};
		for (const { event, name } of properties) this.noteProperty(noted, event, name);
		this.workspaces.set(ws, noted);
		return noted;
	}

	private noteProperty(noted: Noted, event: string, name: string): void {
		noted.properties.add(`${event}\n${name}`);
		noted.perEvent.set(event, (noted.perEvent.get(event) ?? 0) + 1);
	}

	/** Why values of a trait that has no type here are not stored. */
	whyLeftOut(ws: number, trait: string): string {
		return this.workspaces.get(ws)?.computed.has(trait)
			? "is computed here: messages cannot set it"
			: `is not stored: the workspace holds ${maxTraits} names of traits already`;
	}

	/**
	 * Ensures that every trait, event and property of the messages is in the catalogue, and returns each
	 * trait's type there: the first type seen stays. A trait without one is not stored (`whyLeftOut`).
	 * `extra` always has room.
	 */
	async note(
		db: Database,
		ws: number,
		intakes: readonly Intake[],
		extra: [string, ValueType][] = [],
	): Promise<Map<string, ValueType>> {
		const noted = await this.load(db, ws);
		const traits = new Map<string, ValueType>();
		const events = new Set<string>();
		const properties = new Map<string, { event: string; name: string; type: ValueType }>();
		const isNew = (name: string) => !noted.traits.has(name) && !traits.has(name) && !noted.computed.has(name);
		for (const [name, type] of extra) if (isNew(name)) traits.set(name, type);
		for (const intake of intakes) {
			for (const { name, value } of intake.traits) {
				const type = typeOfValue(value);
				const hasRoom = noted.traits.size + traits.size < maxTraits;
				if (type !== null && hasRoom && isNew(name)) traits.set(name, type);
			}
			const event = intake.event;
			if (!event) continue;
			const hasRoom = noted.offered + events.size < maxEvents || usualNames.has(event.name);
			if (!noted.events.has(event.name) && hasRoom) events.add(event.name);
			// Events hidden from rules are not catalogued; they are stored anyway.
			if (!noted.events.has(event.name) && !events.has(event.name)) continue;
			for (const [name, value] of Object.entries(event.properties)) {
				const key = `${event.name}\n${name}`;
				if (noted.properties.has(key) || properties.has(key)) continue;
				if ((noted.perEvent.get(event.name) ?? 0) >= maxPropertiesPerEvent) continue;
				const type = propertyTypeOf(value);
				if (type) properties.set(key, { event: event.name, name, type });
			}
		}
		if (traits.size > 0) {
			const names = [...traits.keys()].sort();
			await db.traitDefinition.createMany({
				data: names.map((name) => ({ workspaceNumber: ws, name, type: traits.get(name) ?? "string" })),
				skipDuplicates: true,
			});
			// Another process may have been first, with another type; and what is computed no message can set.
			const stored = await db.traitDefinition.findMany({
				where: { workspaceNumber: ws, name: { in: names }, isComputed: false },
			});
			for (const trait of stored) noted.traits.set(trait.name, trait.type as ValueType);
			for (const name of names) if (!noted.traits.has(name)) noted.computed.add(name);
		}
		if (events.size > 0) {
			const names = [...events].sort();
			await db.eventDefinition.createMany({
				data: names.map((name) => ({ workspaceNumber: ws, name })),
				skipDuplicates: true,
			});
			for (const name of names) noted.events.add(name);
			noted.offered += names.length;
		}
		if (properties.size > 0) {
			const list = [...properties.keys()].sort().flatMap((key) => properties.get(key) ?? []);
			await db.propertyDefinition.createMany({
				data: list.map((property) => ({ workspaceNumber: ws, ...property })),
				skipDuplicates: true,
			});
			for (const { event, name } of list) this.noteProperty(noted, event, name);
		}
		// Only a hint for the screen: two processes that touch the same names may make each other give up.
		await this.touch(db, ws, noted, intakes).catch(() => {});
		return noted.traits;
	}

	/** Keeps "last seen" true to ten minutes without a write per message. */
	private async touch(db: Database, ws: number, noted: Noted, intakes: readonly Intake[]): Promise<void> {
		const now = Date.now();
		if (now - noted.seenAt < refreshMs) return;
		noted.seenAt = now;
		const traits = [...new Set(intakes.flatMap((intake) => intake.traits.map((trait) => trait.name)))];
		const events = [...new Set(intakes.flatMap((intake) => (intake.event ? [intake.event.name] : [])))];
		const lastSeenAt = new Date(now);
		await db.traitDefinition.updateMany({
			where: { workspaceNumber: ws, name: { in: traits } },
			data: { lastSeenAt },
		});
		await db.eventDefinition.updateMany({
			where: { workspaceNumber: ws, name: { in: events } },
			data: { lastSeenAt },
		});
	}
}
