import type { ValueType } from "@/lib/rules/catalog";
import { unfilledName } from "@/lib/rules/unfilled-name";

/** Something a template speaks of that every company calls differently. */
export type TemplateRole = {
	/** As it reads after "choose". */
	phrase: string;
	/** Names it is known by elsewhere, the surest first. */
	synonyms: readonly string[];
} & ({ kind: "event" } | { kind: "property"; of: string; types: readonly ValueType[] });

function event(meaning: string, ...synonyms: string[]): TemplateRole {
	return { kind: "event", phrase: `the event that means ${meaning}`, synonyms };
}
function property(what: string, of: TemplateRole, types: ValueType[], ...synonyms: string[]): TemplateRole {
	return { kind: "property", phrase: `the property that holds ${what}`, of: of.phrase, types, synonyms };
}

const purchase = event(
	"a purchase",
	"order completed",
	"purchase",
	"purchased",
	"order placed",
	"purchase completed",
	"checkout completed",
	"order paid",
	"order created",
	"transaction completed",
	"bought",
);
const featureUsed = event(
	"that a feature was used",
	"feature used",
	"used feature",
	"feature clicked",
	"feature",
);

/** The roles that templates are written in. */
export const templateRoles = {
	signUp: event(
		"a sign-up",
		"signed up",
		"sign up",
		"registered",
		"account created",
		"registration completed",
	),
	trialStarted: event(
		"that a trial began",
		"trial started",
		"trial begun",
		"free trial started",
		"trial activated",
	),
	subscribed: event(
		"that a paid subscription began",
		"subscription started",
		"subscribed",
		"subscription created",
		"subscription activated",
		"plan upgraded",
		"upgraded",
	),
	cancelled: event(
		"that a subscription was canceled",
		"subscription cancelled",
		"subscription canceled",
		"plan cancelled",
		"churned",
		"unsubscribed from plan",
	),
	activated: event(
		"the first real success",
		"activated",
		"account activated",
		"onboarding completed",
		"project created",
		"first project created",
		"feature used",
	),
	onboarded: event(
		"that onboarding was finished",
		"onboarding completed",
		"onboarding finished",
		"setup completed",
		"tour completed",
		"checklist completed",
	),
	active: event(
		"that someone was active",
		"app opened",
		"session started",
		"logged in",
		"signed in",
		"login",
		"feature used",
		"page viewed",
	),
	featureUsed,
	featureName: property("which feature it was", featureUsed, ["string"], "feature", "feature name", "name"),
	productViewed: event(
		"that a product was looked at",
		"product viewed",
		"viewed product",
		"product detail viewed",
		"item viewed",
	),
	addedToCart: event(
		"that something was put into the cart",
		"product added",
		"added to cart",
		"add to cart",
		"product added to cart",
		"item added to cart",
		"cart updated",
	),
	purchase,
	purchaseAmount: property(
		"the amount of a purchase",
		purchase,
		["number"],
		"revenue",
		"total",
		"amount",
		"order total",
		"value",
		"order value",
		"price",
	),
	coupon: property(
		"the coupon of a purchase",
		purchase,
		["string"],
		"coupon",
		"coupon code",
		"discount code",
		"promo code",
		"voucher",
		"voucher code",
	),
} satisfies Record<string, TemplateRole>;

const byName: ReadonlyMap<string, TemplateRole> = new Map(
	Object.values(templateRoles).map((role: TemplateRole) => [unfilledName(role.phrase), role]),
);

/** The role whose name is still to be chosen, or undefined for any other name. */
export function roleOf(name: string): TemplateRole | undefined {
	return byName.get(name);
}
