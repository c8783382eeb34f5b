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

/** Kinds of conditions that are not about one event or one trait, with other words people look for them by. */
export const patterns: KindEntry[] = [
	{
		kind: "sequence",
		icon: Footprints,
		label: "Did these in order",
		hint: "first this, then that",
		words: ["sequence", "funnel", "then", "within", "after", "abandoned"],
	},
	{
		kind: "rank",
		icon: ChartNoAxesColumnDecreasing,
		label: "Is among the top or bottom",
		hint: "best 10 %",
		words: ["rank", "percentile", "most", "least", "best", "vip"],
	},
	{
		kind: "feature",
		icon: LayoutGrid,
		label: "Used at least so many of these",
		hint: "3 of 5 features",
		words: ["feature", "adoption", "several", "product use"],
	},
	{
		kind: "session",
		icon: MonitorSmartphone,
		label: "Sessions",
		hint: "number, length, pages",
		words: ["visit", "time on page", "active", "duration"],
	},
	{
		kind: "trend",
		icon: TrendingDown,
		label: "More or less than before",
		hint: "half as often as last month",
		words: ["trend", "change", "drop", "growth", "velocity", "dropping"],
	},
	{
		kind: "situation",
		icon: MapPin,
		label: "Device, place, time",
		hint: "where and when",
		words: ["country", "city", "region", "os", "app", "language", "hour", "weekday", "near", "situation"],
	},
];

/** Conditions about what Muster itself keeps of people. */
export const relations: KindEntry[] = [
	{
		kind: "segment",
		icon: UsersRound,
		label: "Is in a segment",
		hint: "or entered, left",
		words: ["member", "audience", "entered", "left"],
	},
	{
		kind: "list",
		icon: ListChecks,
		label: "Is on a list",
		hint: "uploaded or queried",
		words: ["csv", "file", "upload", "sql"],
	},
	{
		kind: "engagement",
		icon: MailOpen,
		label: "Got messages",
		hint: "sent, opened, clicked",
		words: ["engagement", "campaign", "e-mail", "newsletter", "unsubscribed", "push"],
	},
	{
		kind: "consent",
		icon: ShieldCheck,
		label: "Gave consent",
		hint: "by purpose",
		words: ["permission", "opt-in", "subscribed", "gdpr"],
	},
	{
		kind: "contact",
		icon: AtSign,
		label: "E-mail address",
		hint: "known, at a domain",
		words: ["email", "mail", "domain", "contact", "company"],
	},
	{
		kind: "birth",
		icon: Cake,
		label: "Birthday or age",
		hint: "in the next days, 18 or over",
		words: ["birth", "born", "anniversary", "years old", "dob", "adult"],
	},
	{ kind: "everyone", icon: UsersRound, label: "Everyone", hint: "all people", words: ["all", "anybody"] },
];
