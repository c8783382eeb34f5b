import { stateOf } from "@/components/campaigns/campaign-states";
import type { CampaignSummary } from "@/lib/campaigns/contracts";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** A calendar no longer than this can still be read. */
const maxWeeks = 26;
/** Shown before and after today at least. */
const leastPastWeeks = 4;
const leastComingWeeks = 4;

export interface CalendarRow {
	id: string;
	name: string;
	state: ReturnType<typeof stateOf>;
	/** Percent of the calendar's width. */
	left: number;
	width: number;
	/** After the end, while conversions are still counted. */
	tail: number;
	/** No end is set: it goes on past what is known. */
	isOpen: boolean;
	startsAt: number;
	/** Null where no end is set. */
	endsAt: number | null;
	countedUntil: number | null;
}

export interface Calendar {
	/** The first instant of each week, with its place in percent. */
	weeks: { at: number; left: number }[];
	/** Where now is, in percent. */
	today: number;
	rows: CalendarRow[];
	/** Campaigns that were over before the calendar begins. */
	earlier: number;
}

/**
 * Campaigns that were launched or have a start, as bars over weeks: from their start to their end, and the conversion window
 * after it. Newest start first; what was over before the first week is counted instead.
 */
export function prepareCalendar(campaigns: readonly CampaignSummary[], now: number): Calendar {
	const dated = campaigns.flatMap((campaign) => {
		const start = campaign.launchedAt ?? (campaign.status === "scheduled" ? campaign.startsAt : null);
		if (start === null || campaign.status === "imported") return [];
		const end = campaign.endedAt ?? campaign.endsAt;
		const endsAt = end === null ? null : Date.parse(end);
		return [
			{
				campaign,
				// One that is due and did not start will start now at the earliest.
				startsAt: campaign.launchedAt === null ? Math.max(Date.parse(start), now) : Date.parse(start),
				endsAt,
				countedUntil: endsAt === null ? null : endsAt + campaign.windowDays * dayMs,
			},
		];
	});
	const starts = dated.map(({ startsAt }) => startsAt);
	const ends = dated.map(({ countedUntil, startsAt }) => countedUntil ?? startsAt + weekMs);
	const last = Math.max(
		now + leastComingWeeks * weekMs,
		...ends.map((end) => Math.min(end, now + 12 * weekMs)),
	);
	const first = Math.max(last - maxWeeks * weekMs, Math.min(now - leastPastWeeks * weekMs, ...starts));
	const from = mondayBefore(first);
	const to = mondayBefore(last) + weekMs;
	const place = (at: number) => (Math.min(Math.max(at, from), to) - from) / ((to - from) / 100);
	const rows = dated
		.filter(({ countedUntil }) => countedUntil === null || countedUntil > from)
		.sort((a, b) => b.startsAt - a.startsAt)
		.map(({ campaign, startsAt, endsAt, countedUntil }): CalendarRow => {
			const left = place(startsAt);
			const right = endsAt === null ? 100 : place(endsAt);
			return {
				id: campaign.id,
				name: campaign.name,
				state: stateOf(campaign),
				left,
				width: right - left,
				tail: countedUntil === null ? 0 : place(countedUntil) - right,
				isOpen: endsAt === null,
				startsAt,
				endsAt,
				countedUntil,
			};
		});
	const weeks = Array.from({ length: Math.round((to - from) / weekMs) }, (_, week) => {
		const at = from + week * weekMs;
		return { at, left: place(at) };
	});
	return { weeks, today: place(now), rows, earlier: dated.length - rows.length };
}

/** Monday of that week, at midnight UTC: a picture over months needs no time zone. */
function mondayBefore(at: number): number {
	const day = Math.floor(at / dayMs);
	// 1 January 1970 was a Thursday.
	return (day - ((day + 3) % 7)) * dayMs;
}
