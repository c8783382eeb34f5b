import { z } from "zod";
import { type ConsentPurpose, consentPurposes } from "@/lib/consent/purposes";
import { type Identifier, normalizeIdentifier } from "@/lib/identity/identifier";
import { toStorableText } from "@/lib/kernel/storable-text";
import { withoutEmails } from "@/lib/profiles/mask-emails";
import { cleanProperties } from "@/lib/sources/clean-properties";
import { readEventName } from "@/lib/sources/event-name";
import { correctEventTime } from "@/lib/sources/event-time";
import type { Intake, IntakeProblem } from "@/lib/sources/intake";
import type { Properties } from "@/lib/sources/property-value";
import { type ReadTraits, readTraits } from "@/lib/sources/read-traits";
import { changeOf } from "@/lib/sources/stored-text";

export const messageTypes = ["identify", "track", "page", "screen", "group", "alias"] as const;
export type MessageType = (typeof messageTypes)[number];

// Beyond this a number has lost digits before anyone looked: two people would become one.
const id = z
	.union([z.string(), z.int("is a number that cannot be read exactly: send it as text")], "must be text")
	.nullish();
const text = z.string().nullish();
const longestGroupId = 10_000;
// Unparsed: a parsed copy would lack the key `__proto__`, which then could not be reported as left out.
const anObject = z.custom<object>(
	(value) => typeof value === "object" && value !== null && !Array.isArray(value),
	"must be an object",
);

/** A message of Segment's HTTP API. Fields it does not use (integrations, _metadata, …) are let through. */
const segmentMessage = z.looseObject({
	type: z.enum(messageTypes, `must be one of ${messageTypes.join(", ")}`),
	messageId: z.string().min(1).max(300).nullish(),
	userId: id,
	anonymousId: id,
	previousId: id,
	groupId: id,
	event: z.string("must be the name of the event").nullish(),
	name: text,
	category: text,
	traits: anObject.nullish(),
	properties: anObject.nullish(),
	context: anObject.nullish(),
});
type SegmentMessage = z.infer<typeof segmentMessage>;

export type ReadMessage =
	| { ok: true; intake: Intake; ignored: IntakeProblem[] }
	| { ok: false; field: string; reason: string };

function fail(field: string, reason: string): ReadMessage {
	return { ok: false, field, reason };
}

function record(value: unknown): Record<string, unknown> {
	// Safe because any object that is not null can be read by name.
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};
}

function readEvent(message: SegmentMessage): { name: string; properties: object } | string | null {
	const properties = message.properties ?? {};
	switch (message.type) {
		case "track": {
			const read = readEventName(message.event ?? "");
			return read.ok ? { name: read.name, properties } : read.reason;
		}
		case "page":
		case "screen":
			return {
				name: message.type === "page" ? "Page Viewed" : "Screen Viewed",
				properties: {
					...(message.name ? { name: message.name } : {}),
					...(message.category ? { category: message.category } : {}),
					...properties,
				},
			};
		default:
			return null;
	}
}

/** The few facts of the context worth asking for; addresses, device ids and the user agent are left out. */
function contextProperties(context: Record<string, unknown>): object {
	const page = record(context.page);
	const kept = {
		campaign: context.campaign,
		page: { path: page.path, referrer: page.referrer, title: page.title },
		device: { type: record(context.device).type },
		os: { name: record(context.os).name },
		app: { name: record(context.app).name, version: record(context.app).version },
		locale: context.locale,
		timezone: context.timezone,
	};
	return { context: kept };
}

const placeNames = ["country", "region", "city"] as const;

/**
 * Where it happened, as reported by the client: names, and coordinates rounded to hundredths of a degree
 * (about 1 km), so that they reveal no home. Not removed with personal names: the city of an event is not a
 * person's address.
 */
function placeProperties(context: Record<string, unknown>): Properties {
	const location = record(context.location);
	const kept: Properties = {};
	for (const name of placeNames) {
		const value = location[name];
		if (typeof value !== "string" || value.trim() === "") continue;
		kept[`context.location.${name}`] = withoutEmails(
			toStorableText(value).trim().slice(0, 200).toWellFormed(),
		);
	}
	const { latitude, longitude } = location;
	if (isWithin(latitude, 90) && isWithin(longitude, 180)) {
		kept["context.location.latitude"] = Math.round(latitude * 100) / 100;
		kept["context.location.longitude"] = Math.round(longitude * 100) / 100;
	}
	return kept;
}

function isWithin(degrees: unknown, most: number): degrees is number {
	return typeof degrees === "number" && Math.abs(degrees) <= most;
}

function readConsents(context: Record<string, unknown>, at: number): Intake["consents"] {
	const preferences = record(record(context.consent).categoryPreferences);
	const consents: Intake["consents"] = [];
	for (const [category, state] of Object.entries(preferences)) {
		const purpose = consentPurposes.find((known: ConsentPurpose) => known === category.toLowerCase());
		if (purpose && typeof state === "boolean") {
			consents.push({ purpose, state: state ? "granted" : "denied", at, statement: "" });
		}
	}
	return consents;
}

/**
 * Checks and classifies one message. `receivedAt` is our clock; `fallbackId` names a message that came without an id
 * (its retry cannot be recognised). Never throws: what is wrong is named by field.
 */
export function readMessage(
	input: unknown,
	{ receivedAt, sentAt, fallbackId }: { receivedAt: number; sentAt?: unknown; fallbackId: string },
): ReadMessage {
	if (typeof input !== "object" || input === null || Array.isArray(input))
		return fail("", "must be an object");
	const parsed = segmentMessage.safeParse(input);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		return fail(issue?.path.join(".") ?? "", issue?.message ?? "is not a message");
	}
	const message = parsed.data;
	const time = correctEventTime(
		{ timestamp: message.timestamp, sentAt: message.sentAt ?? sentAt },
		receivedAt,
	);
	if (!time.ok) return fail(time.field, time.reason);

	const event = readEvent(message);
	if (typeof event === "string") return fail("event", event);

	const context = record(message.context);
	const identifiers: Identifier[] = [];
	const result: ReadTraits = { traits: [], personal: [], ignored: [...time.ignored] };
	const unusable: IntakeProblem[] = [];
	for (const [kind, field] of [
		["user_id", "userId"],
		["anonymous_id", "anonymousId"],
	] as const) {
		const given = message[field];
		if (given === null || given === undefined || given === "") continue;
		const value = normalizeIdentifier(kind, String(given));
		if (value === null) unusable.push({ field, reason: "cannot identify a person" });
		else identifiers.push({ kind, value });
	}
	result.ignored.push(...unusable);

	const take = (part: ReadTraits) => {
		result.traits.push(...part.traits);
		result.personal.push(...part.personal);
		result.ignored.push(...part.ignored);
	};
	if (message.type === "identify" && message.traits) take(readTraits(message.traits, "traits"));
	if (message.type === "group") {
		if (message.groupId === null || message.groupId === undefined || message.groupId === "") {
			return fail("groupId", "must name the group");
		}
		const groupId = toStorableText(String(message.groupId));
		if (groupId.length > longestGroupId)
			return fail("groupId", `is longer than ${longestGroupId} characters`);
		const change = changeOf(String(message.groupId));
		if (change) result.ignored.push({ field: "groupId", reason: change });
		const value = { type: "string", value: withoutEmails(groupId) } as const;
		result.traits.push({ name: "group_id", value, field: "groupId" });
		take(readTraits(message.traits ?? {}, "traits", "group_"));
	}
	if (message.type !== "group" && typeof context.traits === "object" && context.traits !== null) {
		take(readTraits(context.traits, "context.traits"));
	}
	const device = record(context.device);
	for (const [field, value] of [
		["mobile_ad_id", device.advertisingId],
		["push_token", device.token],
	] as const) {
		if (typeof value === "string" && value !== "" && value.length <= 1_000)
			result.personal.push({ field, value: toStorableText(value) });
	}

	const email = result.personal.findLast((value) => value.field === "email")?.value;
	if (email)
		identifiers.splice(identifiers[0]?.kind === "user_id" ? 1 : 0, 0, { kind: "email", value: email });
	if (identifiers.length === 0) {
		const [first] = unusable;
		return first ? fail(first.field, first.reason) : fail("userId", "userId or anonymousId is needed");
	}

	let previousId: string | undefined;
	if (message.type === "alias") {
		if (message.previousId === null || message.previousId === undefined || message.previousId === "") {
			return fail("previousId", "must name the earlier id");
		}
		const normalized = normalizeIdentifier("user_id", String(message.previousId));
		if (normalized === null) return fail("previousId", "cannot identify a person");
		previousId = normalized;
	}

	const intake: Intake = {
		messageId: message.messageId ?? fallbackId,
		identifiers,
		at: time.at,
		traits: result.traits,
		personal: result.personal,
		consents: readConsents(context, time.at),
	};
	if (previousId !== undefined) intake.previousId = previousId;
	if (event) {
		const cleaned = cleanProperties({ ...event.properties, ...contextProperties(context) });
		intake.event = {
			name: event.name,
			properties: { ...cleaned.properties, ...placeProperties(context) },
		};
		for (const { field, reason } of cleaned.dropped) {
			result.ignored.push({ field: `properties.${field}`, reason });
		}
	}
	return { ok: true, intake, ignored: result.ignored };
}
