import fc from "fast-check";
import type { Catalog, ValueType } from "@/lib/rules/catalog";
import {
	type EventRow,
	emptyHistory,
	type PersonHistory,
	type PropertyValue,
	type TraitRow,
} from "@/lib/rules/evaluate/person-history";
import { birthRows } from "@/lib/rules/testing/world-births";
import { moments, nearDay, nearInstant } from "@/lib/rules/testing/world-instants";

const day = 86_400_000;

/** Values are few and alike, so that random rules meet them. */
export const words = [
	"pro",
	"Pro",
	"free",
	"",
	"straße",
	"İstanbul",
	"ΑΣ",
	"a\nb",
	"100%",
	"it's",
	"back\\slash",
	"😀 x",
];
export const numbers = [0, -0, 1, 2, 3, 2.5, -1, 0.1, 0.2, 0.3, 1e-7, 5e-7, 1.0000005, 33.333333, 1e12, 2e12];
export const days = [
	"2026-03-01",
	"2024-02-29",
	"1990-11-25",
	"2026-11-22",
	"2027-01-01",
	"2026-04-05",
	"2026-03-08",
];

export const catalog: Catalog = {
	traits: new Map<string, ValueType>([
		["plan", "string"],
		["age", "number"],
		["subscribed", "boolean"],
		["born", "date"],
		["tags", "list"],
	]),
	events: new Map([
		[
			"Order Completed",
			new Map<string, ValueType>([
				["amount", "number"],
				["category", "string"],
				["paid", "boolean"],
				["due", "date"],
				["items", "list"],
				["card.kind", "string"],
				["we`ird \\name", "string"],
			]),
		],
		["Page Viewed", new Map<string, ValueType>([["path", "string"]])],
		["Screen Viewed", new Map<string, ValueType>()],
		[
			"Page Left",
			new Map<string, ValueType>([
				["active_seconds", "number"],
				["name", "string"],
			]),
		],
	]),
	segments: new Map([
		["seg_vip", { name: "VIP", isArchived: false }],
		["seg_loyal", { name: "Loyal", isArchived: false }],
		["seg_old", { name: "Old hands", isArchived: true }],
	]),
	lists: new Map([
		["lst_fair", "Trade fair"],
		["lst_staff", "Staff"],
	]),
};

const word = fc.constantFrom(...words);
const number = fc.constantFrom(...numbers);

const traitValue: Record<ValueType, fc.Arbitrary<TraitRow["value"]>> = {
	string: word.map((value) => ({ type: "string", value })),
	number: number.map((value) => ({ type: "number", value })),
	boolean: fc.boolean().map((value) => ({ type: "boolean", value })),
	date: fc.oneof(
		fc
			.oneof(nearInstant, fc.constantFrom(...days.map((text) => Date.parse(text))))
			.map((value) => ({ type: "date", value }) as const),
		fc
			.oneof(nearDay, fc.constantFrom(...days.map((text) => Date.parse(text) / day)))
			.map((value) => ({ type: "day", value }) as const),
	),
	list: fc.array(word, { maxLength: 3 }).map((value) => ({ type: "list", value })),
};

const traitRow: fc.Arbitrary<TraitRow> = fc.constantFrom(...catalog.traits).chain(([trait, type]) =>
	fc.record({
		trait: fc.constant(trait),
		value: fc.oneof(
			{ weight: 8, arbitrary: traitValue[type] },
			{ weight: 1, arbitrary: fc.constant({ type: "unset" } as const) },
			{ weight: 1, arbitrary: word.map((value) => ({ type: "string", value }) as const) },
		),
		priority: fc.constantFrom(1, 1, 2),
		validFrom: nearInstant,
		recordedAt: fc.constantFrom(...moments),
		seq: fc.constantFrom(0, 0, 1, 2, 300),
	}),
);

/** Some values of one trait are stated twice within one transaction. */
const traitRows = fc
	.tuple(
		fc.array(traitRow, { maxLength: 16, size: "max" }),
		fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
	)
	.map(([rows, isTogether]) =>
		rows.map((row, index): TraitRow => {
			const before = rows[index - 1];
			return isTogether[index] && before?.trait === row.trait
				? { ...before, value: row.value, seq: row.seq }
				: row;
		}),
	);

const odd: fc.Arbitrary<PropertyValue> = fc.oneof(
	number,
	word,
	fc.boolean(),
	fc.constant([1, 2]),
	fc.constant([]),
);
const property = (arbitrary: fc.Arbitrary<PropertyValue>) =>
	fc.option(fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: odd }), { nil: undefined });

const properties = fc
	.record({
		amount: property(number),
		category: property(word),
		paid: property(fc.boolean()),
		due: property(
			fc.oneof(
				nearInstant.map((ms) => new Date(ms).toISOString()),
				nearDay.map((number) => new Date(number * day).toISOString().slice(0, 10)),
				fc.constantFrom(
					...days,
					"2026-02-30",
					"2026-03-01T10:00:00+02:00",
					"2026-03-01 10:00:00",
					"1850-01-01",
					"soon",
				),
			),
		),
		items: property(fc.array(fc.oneof(word, fc.constant(null)), { maxLength: 3 })),
		"card.kind": property(word),
		"we`ird \\name": property(word),
		active_seconds: property(fc.oneof(number, fc.constantFrom(12, 30.5))),
		name: property(fc.constantFrom("home", "pricing")),
	})
	.map((record) => {
		const present: Record<string, PropertyValue> = {};
		for (const [name, value] of Object.entries(record)) if (value !== undefined) present[name] = value;
		return present;
	});

const eventRow = fc.record({
	event: fc.oneof(
		{ weight: 6, arbitrary: fc.constant("Order Completed") },
		{ weight: 3, arbitrary: fc.constant("Page Viewed") },
		{ weight: 1, arbitrary: fc.constantFrom("Screen Viewed", "Page Left", "Page Left") },
	),
	time: nearInstant,
	message: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
	properties,
});

/** A few events just one, two or three units before a moment: for sequences that are in time to the millisecond. */
const evenlySpaced: fc.Arbitrary<EventRow[]> = fc
	.tuple(fc.constantFrom(...moments), fc.constantFrom(day, 3_600_000, 60_000))
	.chain(([moment, unit]) =>
		fc.array(
			fc.tuple(eventRow, fc.nat(3)).map(([row, units]) => ({ ...row, time: moment - units * unit })),
			{ minLength: 2, maxLength: 4, size: "max" },
		),
	);

/** Some events happened just when a date of the same person says, or a millisecond off: windows begin there. */
function atOwnDates(traits: TraitRow[], events: EventRow[], shifts: (number | null)[]): EventRow[] {
	const own = traits.flatMap(({ trait, value }) =>
		trait === "born" && value.type === "date" ? [value.value] : [],
	);
	return events.map((row, index) => {
		const [shift, instant] = [shifts[index] ?? null, own[index % own.length]];
		return shift === null || instant === undefined ? row : { ...row, time: instant + shift };
	});
}

type RawPerson = {
	uid: number;
	createdAt: number;
	isErased: boolean;
	traits: TraitRow[];
	events: EventRow[];
};
/** What the stores hold: people by their own numbers, and who was merged into whom. */
export type World = { people: RawPerson[]; merges: { absorbed: number; root: number; undone: boolean }[] };

export const randomWorld: fc.Arbitrary<World> = fc
	.record({
		people: fc.array(
			fc.record({
				createdAt: fc.constantFrom(0, 0, 0, moments[0] ?? 0, (moments[0] ?? 0) + 1),
				isErased: fc.constantFrom(false, false, false, false, false, false, false, true),
				traits: fc
					.tuple(traitRows, fc.array(birthRows, { maxLength: 2 }))
					.map(([rows, births]) => [...rows, ...births.flat()]),
				events: fc.oneof(
					{ weight: 3, arbitrary: fc.array(eventRow, { maxLength: 18, size: "max" }) },
					{ weight: 1, arbitrary: evenlySpaced },
				),
				shifts: fc.array(fc.constantFrom(null, null, 0, 0, 1, -1), { maxLength: 4, size: "max" }),
			}),
			{ minLength: 40, maxLength: 40, size: "max" },
		),
		undone: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
	})
	.map(({ people, undone }) => ({
		people: people.map(({ shifts, ...person }, index) => ({
			...person,
			events: atOwnDates(person.traits, person.events, shifts),
			uid: index + 1,
		})),
		// No one is both root and absorbed: the identity tables name the final root.
		merges: undone.map((isUndone, index) => ({
			absorbed: 30 + index,
			root: 1 + (index % 4),
			undone: isUndone,
		})),
	}));

/** People after merges, each with the rows of everyone who became them. */
export function peopleOf(world: World): Map<number, PersonHistory> {
	const rootOf = new Map(
		world.merges.filter(({ undone }) => !undone).map(({ absorbed, root }) => [absorbed, root]),
	);
	const people = new Map<number, PersonHistory>();
	for (const raw of world.people) {
		const root = rootOf.get(raw.uid) ?? raw.uid;
		const known = people.get(root);
		people.set(root, {
			...emptyHistory,
			uid: root,
			createdAt: Math.min(raw.createdAt, known?.createdAt ?? raw.createdAt),
			isErased: world.people.some((person) => person.uid === root && person.isErased),
			traits: [...(known?.traits ?? []), ...raw.traits],
			events: [...(known?.events ?? []), ...raw.events],
		});
	}
	return people;
}
