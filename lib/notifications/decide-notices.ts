import type { Attention } from "@/lib/attention/prepare-attention";

/** A notice as it is kept of one member. */
export type KeptNotice = { cause: string; sentAt: Date | null; goneAt: Date | null };

export type NoticeText = { cause: string; title: string; detail: string; path: string };

export type NoticeChanges = {
	/** Causes to send, or whose words may have changed before they were sent. */
	write: NoticeText[];
	/** Sent causes that are gone from now on. */
	gone: string[];
	/** Sent causes that were gone for a moment. */
	back: string[];
	/** Causes to forget: sent and long gone, or gone before they could be sent. */
	forget: string[];
};

/** A cause that comes back sooner is the same trouble: what fails every other time is not sent every other time. */
const sameTroubleMs = 30 * 60_000;

/** The name of a cause. Getting worse is another one: an import that was interrupted, and then failed. */
export function causeOf({ key, tone }: Pick<Attention, "key" | "tone">): string {
	return `${key} ${tone}`;
}

/**
 * What changes in one member's notices of what needs attention: each cause is sent once, until it is gone and comes back.
 * One that is gone before the email could be sent is not sent.
 */
export function decideNotices(
	items: readonly NoticeText[],
	kept: readonly KeptNotice[],
	now: Date,
): NoticeChanges {
	const known = new Map(kept.map((notice) => [notice.cause, notice]));
	const present = new Set(items.map(({ cause }) => cause));
	const isOver = ({ goneAt }: KeptNotice) =>
		goneAt !== null && now.getTime() - goneAt.getTime() >= sameTroubleMs;
	const away = kept.filter(({ cause }) => !present.has(cause));
	return {
		write: items.filter(({ cause }) => {
			const notice = known.get(cause);
			return !notice || notice.sentAt === null || isOver(notice);
		}),
		gone: away.filter(({ sentAt, goneAt }) => sentAt !== null && goneAt === null).map(({ cause }) => cause),
		back: kept
			.filter((notice) => present.has(notice.cause) && notice.goneAt !== null && !isOver(notice))
			.map(({ cause }) => cause),
		forget: away.filter((notice) => notice.sentAt === null || isOver(notice)).map(({ cause }) => cause),
	};
}
