import type { EventLeaf, EventWindow, PropertyGroup, SegmentRule } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";
import { templateRoles as role, type TemplateRole } from "@/lib/segments/template-roles";

/** A segment many companies need, written in roles; `adaptTemplate` puts a workspace's own names in. */
export type SegmentTemplate = {
	id: string;
	name: string;
	/** What it is good for, in one sentence. */
	about: string;
	topic: TemplateTopic;
	rule: SegmentRule;
};

export const templateTopics = ["trials", "product use", "subscriptions", "shop"] as const;
export type TemplateTopic = (typeof templateTopics)[number];

const named = ({ phrase }: TemplateRole) => unfilledName(phrase);
const days = (amount: number): EventWindow => ({ kind: "last", amount, unit: "days" });
const before = (amount: number): EventWindow => ({ kind: "before", amount, unit: "days" });
const ago = (from: number, to: number): EventWindow => ({ kind: "ago", from, to, unit: "days" });
const year: EventWindow = { kind: "last", amount: 1, unit: "years" };
const ever: EventWindow = { kind: "any" };
const all = (...rules: SegmentRule["rules"]): SegmentRule => ({ combinator: "and", rules });

function did(of: TemplateRole, window: EventWindow, times = 1, where?: PropertyGroup): EventLeaf {
	return {
		kind: "event",
		field: named(of),
		aggregate: { kind: "count" },
		operator: ">=",
		value: times,
		window,
		...(where ? { where } : {}),
	};
}
function didNot(of: TemplateRole, window: EventWindow = ever): EventLeaf {
	return { ...did(of, window), operator: "equals", value: 0 };
}

/** The library offered to a new segment. */
export const segmentTemplates: readonly SegmentTemplate[] = [
	{
		id: "trial-days-1-3",
		name: "Trial, days 1–3",
		about: "Just started: help them to their first success.",
		topic: "trials",
		rule: all(did(role.trialStarted, days(3)), didNot(role.subscribed)),
	},
	{
		id: "trial-days-4-10",
		name: "Trial, days 4–10",
		about: "Halfway: show them what they have not tried.",
		topic: "trials",
		rule: all(did(role.trialStarted, ago(3, 10)), didNot(role.subscribed)),
	},
	{
		id: "trial-days-11-14",
		name: "Trial, days 11–14",
		about: "About to end: the last good time for an offer.",
		topic: "trials",
		rule: all(did(role.trialStarted, ago(10, 14)), didNot(role.subscribed)),
	},
	{
		id: "activated-not-upgraded",
		name: "Activated, not upgraded",
		about: "They have seen the value but do not pay yet.",
		topic: "trials",
		rule: all(did(role.activated, ever), didNot(role.subscribed)),
	},
	{
		id: "new-sign-ups",
		name: "New sign-ups",
		about: "Everyone who joined this week, for a welcome.",
		topic: "trials",
		rule: all(did(role.signUp, days(7))),
	},
	{
		id: "onboarding",
		name: "Onboarding not finished",
		about: "Joined recently and stopped halfway through setup.",
		topic: "trials",
		rule: all(did(role.signUp, days(14)), didNot(role.onboarded)),
	},
	{
		id: "power-users",
		name: "Power users",
		about: "The 10% who come most often: ask them for a review or a referral.",
		topic: "product use",
		rule: all({
			kind: "rank",
			field: "rank",
			operator: "top",
			value: 10,
			unit: "percent",
			by: {
				kind: "event",
				event: named(role.active),
				aggregate: { kind: "distinctDays" },
				window: days(30),
			},
		}),
	},
	{
		id: "feature-explorers",
		name: "Feature explorers",
		about: "Tried four or more features this month: ready for something advanced.",
		topic: "product use",
		rule: all({
			...did(role.featureUsed, days(30), 4),
			aggregate: { kind: "distinctValues" as const, property: named(role.featureName) },
		}),
	},
	{
		id: "engagement-dropping",
		name: "Engagement dropping",
		about: "Half as active as the month before, or less: find out why before they leave.",
		topic: "product use",
		rule: all({
			kind: "trend",
			field: "trend",
			event: named(role.active),
			aggregate: { kind: "count" },
			compared: "ratio",
			operator: "<=",
			value: 0.5,
			period: { amount: 30, unit: "days" },
		}),
	},
	{
		id: "at-risk",
		name: "At risk",
		about: "Active in the last three months and silent for two weeks.",
		topic: "product use",
		rule: all(did(role.active, days(90), 3), didNot(role.active, days(14))),
	},
	{
		id: "dormant",
		name: "Dormant",
		about: "Active before, but not in the last two months.",
		topic: "product use",
		rule: all(did(role.active, before(60)), didNot(role.active, days(60))),
	},
	{
		id: "churned-subscribers",
		name: "Churned subscribers",
		about: "Canceled in the last quarter and have not come back: win them back.",
		topic: "subscriptions",
		rule: all({
			kind: "sequence",
			field: "sequence",
			operator: "happened",
			value: true,
			steps: [
				{ event: named(role.cancelled) },
				{ event: named(role.subscribed), not: true, within: { amount: 90, unit: "days" } },
			],
			window: days(90),
			soFar: true,
		}),
	},
	{
		id: "abandoned-cart",
		name: "Abandoned cart",
		about: "Added something to the cart this week and did not buy within a day.",
		topic: "shop",
		rule: all({
			kind: "sequence",
			field: "sequence",
			operator: "happened",
			value: true,
			steps: [
				{ event: named(role.addedToCart) },
				{ event: named(role.purchase), not: true, within: { amount: 1, unit: "days" } },
			],
			window: days(7),
		}),
	},
	{
		id: "high-purchase-intent",
		name: "High purchase intent",
		about: "Looked at three products or more this week without buying.",
		topic: "shop",
		rule: all(did(role.productViewed, days(7), 3), didNot(role.purchase, days(7))),
	},
	{
		id: "birthday-soon",
		name: "Birthday soon",
		about: "Birthday today or within a week: a small gift is remembered.",
		topic: "shop",
		rule: all({ kind: "birth", field: "birthday", operator: "anniversary", value: 7 }),
	},
	{
		id: "vip",
		name: "VIP customers",
		about: "The top 5% by spending in a year.",
		topic: "shop",
		rule: all({
			kind: "rank",
			field: "rank",
			operator: "top",
			value: 5,
			unit: "percent",
			by: {
				kind: "event",
				event: named(role.purchase),
				aggregate: { kind: "sum", property: named(role.purchaseAmount) },
				window: year,
			},
		}),
	},
	{
		id: "first-time-buyers",
		name: "First-time buyers",
		about: "Bought for the first time this month: the second purchase counts most.",
		topic: "shop",
		rule: all({ ...did(role.purchase, ever), operator: "equals" as const }, did(role.purchase, days(30))),
	},
	{
		id: "repeat-buyers",
		name: "Repeat buyers",
		about: "Bought at least twice within a year.",
		topic: "shop",
		rule: all(did(role.purchase, year, 2)),
	},
	{
		id: "lapsed-buyers",
		name: "Lapsed buyers",
		about: "Bought before, but not in the last three months.",
		topic: "shop",
		rule: all(did(role.purchase, before(90)), didNot(role.purchase, days(90))),
	},
	{
		id: "discount-lovers",
		name: "Discount lovers",
		about: "Used a coupon on two or more purchases this year: keep full-price offers for others.",
		topic: "shop",
		rule: all(
			did(role.purchase, year, 2, {
				combinator: "and",
				rules: [
					{ kind: "property", field: named(role.coupon), type: "string", operator: "isSet", value: null },
				],
			}),
		),
	},
	{
		id: "browsers-without-purchase",
		name: "Browsers without a purchase",
		about: "Looked at products this month and have never bought.",
		topic: "shop",
		rule: all(did(role.productViewed, days(30)), didNot(role.purchase)),
	},
];
