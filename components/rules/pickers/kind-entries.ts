import {
	AtSign,
	Cake,
	ChartNoAxesColumnDecreasing,
	Footprints,
	LayoutGrid,
	ListChecks,
	type LucideIcon,
	MailOpen,
	MapPin,
	MonitorSmartphone,
	ShieldCheck,
	TrendingDown,
	UsersRound,
} from "lucide-react";
import type { Subject } from "@/components/rules/kinds/new-leaf";

type Kind = Exclude<Subject["kind"], "trait" | "event">;
export type KindEntry = { kind: Kind; icon: LucideIcon; label: string; hint: string; words: string[] };

const entry = (kind: Kind, icon: LucideIcon, label: string, hint: string, words: string): KindEntry => ({
	kind,
	icon,
	label,
	hint,
	words: words.split(", "),
});

/** Kinds of conditions that are not about one event or one trait, with synonyms people search for. */
export const patterns: KindEntry[] = [
	entry(
		"sequence",
		Footprints,
		"Did these in order",
		"first this, then that",
		"sequence, funnel, then, within, after, abandoned",
	),
	entry(
		"rank",
		ChartNoAxesColumnDecreasing,
		"Top or bottom %",
		"best 10%",
		"rank, percentile, most, least, best, vip",
	),
	entry(
		"feature",
		LayoutGrid,
		"Did at least N of these",
		"3 of 5 features",
		"feature, adoption, several, product use",
	),
	entry(
		"session",
		MonitorSmartphone,
		"Sessions",
		"number, length, pages",
		"visit, time on page, active, duration",
	),
	entry(
		"trend",
		TrendingDown,
		"Trend",
		"half as often as last month",
		"trend, change, drop, growth, velocity, dropping",
	),
	entry(
		"situation",
		MapPin,
		"Device, place, time",
		"where and when",
		"country, city, region, os, app, language, hour, weekday, near, situation",
	),
];

/** Conditions about what Muster itself stores about people. */
export const relations: KindEntry[] = [
	entry("segment", UsersRound, "Is in a segment", "or entered, left", "member, audience, entered, left"),
	entry("list", ListChecks, "Is on a list", "uploaded or queried", "csv, file, upload, sql"),
	entry(
		"engagement",
		MailOpen,
		"Got messages",
		"sent, opened, clicked",
		"engagement, campaign, e-mail, newsletter, unsubscribed, push",
	),
	entry("consent", ShieldCheck, "Gave consent", "by purpose", "permission, opt-in, subscribed, gdpr"),
	entry("contact", AtSign, "Email address", "known, at a domain", "email, mail, domain, contact, company"),
	entry(
		"birth",
		Cake,
		"Birthday or age",
		"in the next days, 18 or over",
		"birth, born, anniversary, years old, dob, adult",
	),
	entry("everyone", UsersRound, "Everyone", "all people", "all, anyone"),
];
