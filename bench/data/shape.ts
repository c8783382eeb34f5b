/**
 * The shape of the generated data: a shop with many quiet people and a few busy ones, over the 180 days
 * before `asOf`.
 */
export type Scale = { people: number; events: number };

/** The as-of instant of every query, after the last event. */
export const asOf = new Date("2026-11-22T00:00:00.000Z");

export const historyMs = 180 * 86_400_000;

/** When the snapshot of people and traits is taken: before the first query. */
export const snapshotAt = new Date(asOf.getTime() - 2 * 3_600_000);

/** When everyone was first seen. */
export const createdAt = new Date(asOf.getTime() - 400 * 86_400_000);

/** Most common first. */
export const eventNames = [
	"page_view",
	"product_viewed",
	"session_start",
	"search",
	"add_to_cart",
	"email_opened",
	"push_received",
	"checkout_started",
	"email_clicked",
	"purchase",
	"wishlist_add",
	"video_played",
	"review_posted",
	"coupon_applied",
	"share",
	"support_ticket",
	"subscription_renewed",
	"refund",
	"signup",
	"unsubscribe",
] as const;
export type EventName = (typeof eventNames)[number];

export const devices = ["mobile", "desktop", "tablet"] as const;
export const countries = [
	"US",
	"GB",
	"DE",
	"FR",
	"ES",
	"IT",
	"NL",
	"SE",
	"PL",
	"AT",
	"CH",
	"BE",
	"DK",
	"NO",
	"FI",
	"PT",
	"IE",
	"CA",
	"AU",
	"JP",
] as const;
/** People live in these; events come from all. */
export const homeCountries = countries.slice(0, 10);
export const plans = ["free", "pro", "business", "enterprise"] as const;
export const pageSections = [
	"home",
	"pricing",
	"docs",
	"blog",
	"product",
	"cart",
	"account",
	"help",
] as const;

export const productEvents: readonly EventName[] = [
	"product_viewed",
	"add_to_cart",
	"purchase",
	"wishlist_add",
	"review_posted",
];
export const revenueEvents: readonly EventName[] = ["purchase", "refund"];
export const pageEvents: readonly EventName[] = ["page_view"];

export type PropertyName = "device" | "country" | "product_id" | "revenue" | "page";

/** An event's properties, with their types in the catalog. */
export function propertiesOf(event: EventName): [PropertyName, "string" | "number"][] {
	return [
		["device", "string"],
		["country", "string"],
		...(productEvents.includes(event) ? [["product_id", "number"] as [PropertyName, "number"]] : []),
		...(revenueEvents.includes(event) ? [["revenue", "number"] as [PropertyName, "number"]] : []),
		...(pageEvents.includes(event) ? [["page", "string"] as [PropertyName, "string"]] : []),
	];
}

export const traitTypes = {
	plan: "string",
	country: "string",
	age: "number",
	ltv: "number",
	subscribed: "boolean",
} as const;
