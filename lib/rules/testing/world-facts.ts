import fc from "fast-check";
import { consentPurposes } from "@/lib/consent/purposes";
import type {
	ConsentRow,
	EventRow,
	MembershipRow,
	PropertyValue,
	TraitRow,
} from "@/lib/rules/evaluate/person-history";
import { engagementEvents } from "@/lib/rules/leaves/engagement/engagement-events";
import { catalog, type World } from "@/lib/rules/testing/world";
import { moments, nearInstant } from "@/lib/rules/testing/world-instants";

export const segmentIds = [...catalog.segments].filter(([, { isArchived }]) => !isArchived).map(([id]) => id);
export const listIds = [...catalog.lists.keys()];
export const addressHashes = ["a", "b", "c"].map((digit) => digit.repeat(64));
export const domains = ["example.com", "mail.example.com", "example.org", "uni.edu"];
export const campaigns = ["cmp_spring", "cmp_sale"];
export const channels = ["email", "push"];
export const places = ["DE", "AT", "Bayern", "München", "", "de-DE", "mobile", "iOS"];
/** Around Munich, to hundredths of a degree; and around the antimeridian. */
export const points = [
	{ latitude: 48.14, longitude: 11.58 },
	{ latitude: 48.2, longitude: 11.6 },
	{ latitude: 49, longitude: 11.58 },
	{ latitude: -16.5, longitude: 179.99 },
	{ latitude: -16.52, longitude: -179.95 },
	{ latitude: 89.99, longitude: -60 },
];

/** The base is older than the newest rows of the log, and the very newest are not served yet. */
export const served = {
	version: 1,
	baseAt: moments[0] ?? 0,
	servedAt: new Date((moments[1] ?? 0) + 10 * 86_400_000),
};
/** How long after it takes effect a change is served. */
export const servedAfterMs = 5_000;

const consents: fc.Arbitrary<ConsentRow[]> = fc.array(
	fc
		.record({
			purpose: fc.constantFrom(...consentPurposes),
			isGranted: fc.boolean(),
			isOwn: fc.constantFrom(true, true, true, false),
			effectiveAt: nearInstant,
			recordedAt: fc.constantFrom(...moments),
			seq: fc.constantFrom(0, 0, 1, 2),
		})
		// Only a yes is ever stated for a whole file.
		.map((row) => ({ ...row, isOwn: row.isOwn || !row.isGranted })),
	{ maxLength: 14, size: "max" },
);

/** A log of one id: it enters and leaves by turns. */
const memberships: fc.Arbitrary<MembershipRow[]> = fc
	.tuple(
		...segmentIds.map((segment) =>
			fc.uniqueArray(nearInstant, { maxLength: 6, size: "max" }).map((instants) =>
				instants
					.toSorted((a, b) => a - b)
					.map(
						(effectiveAt, index): MembershipRow => ({
							segment,
							change: index % 2 === 0 ? "entered" : "exited",
							effectiveAt,
						}),
					),
			),
		),
	)
	.map((logs) => logs.flat());

const fact = fc.option(
	fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...places) }, { weight: 1, arbitrary: fc.constant(7) }),
	{ nil: undefined, freq: 3 },
);
const coordinate = fc.oneof(
	{ weight: 8, arbitrary: fc.constantFrom(...points) },
	{ weight: 1, arbitrary: fc.constant({ latitude: "48.14", longitude: 11.58 }) },
	{ weight: 1, arbitrary: fc.constant({ latitude: 148, longitude: 11.58 }) },
	{ weight: 2, arbitrary: fc.constant({}) },
);

const situated = fc
	.record({
		event: fc.constantFrom("Order Completed", "Page Viewed"),
		time: nearInstant,
		message: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
		properties: fc
			.record({
				"context.device.type": fact,
				"context.os.name": fact,
				"context.app.name": fact,
				"context.locale": fact,
				"context.location.country": fact,
				"context.location.region": fact,
				"context.location.city": fact,
				point: coordinate,
			})
			.map(({ point, ...facts }) => ({
				...facts,
				...Object.fromEntries(
					Object.entries(point).map(([name, value]) => [`context.location.${name}`, value]),
				),
			})),
	})
	.map(present);

const messaged = fc
	.record({
		event: fc.constantFrom(...Object.values(engagementEvents)),
		time: nearInstant,
		message: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
		properties: fc.record({
			campaign: fc.option(fc.constantFrom(...campaigns), { nil: undefined }),
			channel: fc.option(fc.constantFrom(...channels), { nil: undefined }),
		}),
	})
	.map(present);

function present(row: Omit<EventRow, "properties"> & { properties: object }): EventRow {
	const known: [string, PropertyValue][] = Object.entries(row.properties).filter(
		([, value]) => value !== undefined,
	);
	return { ...row, properties: Object.fromEntries(known) };
}

const addressTraits = fc.array(
	fc.record({
		validFrom: nearInstant,
		recordedAt: fc.constantFrom(...moments),
		seq: fc.constantFrom(0, 0, 1, 2),
		priority: fc.constantFrom(1, 2),
		fact: fc.oneof(
			fc.boolean().map((value) => ({ trait: "has_email", value: { type: "boolean", value } as const })),
			fc
				.constantFrom(...domains)
				.map((value) => ({ trait: "email_domain", value: { type: "string", value } as const })),
			fc.constant({ trait: "email_domain", value: { type: "unset" } as const }),
		),
	}),
	{ maxLength: 6, size: "max" },
);

export type PersonFacts = {
	consents: ConsentRow[];
	memberships: MembershipRow[];
	traits: TraitRow[];
	events: EventRow[];
	lists: string[];
	addresses: string[];
};

/** More of what the stores hold, for one person after another of a world. */
export const randomFacts: fc.Arbitrary<PersonFacts[]> = fc.array(
	fc.record({
		consents,
		memberships,
		traits: addressTraits.map((rows) => rows.map(({ fact: found, ...row }) => ({ ...row, ...found }))),
		events: fc
			.tuple(
				fc.array(situated, { maxLength: 12, size: "max" }),
				fc.array(messaged, { maxLength: 12, size: "max" }),
			)
			.map(([placed, sent]) => [...placed, ...sent]),
		lists: fc.subarray(listIds),
		addresses: fc.subarray(addressHashes, { maxLength: 1 }),
	}),
	{ minLength: 40, maxLength: 40, size: "max" },
);

/** A world whose people have these facts too, except what has no place in it. */
export function withEvents(world: World, facts: PersonFacts[]): World {
	return {
		...world,
		people: world.people.map((person, index) => ({
			...person,
			traits: [...person.traits, ...(facts[index]?.traits ?? [])],
			events: [...person.events, ...(facts[index]?.events ?? [])],
		})),
	};
}
