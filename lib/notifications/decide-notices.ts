import type { Attention } from "@/lib/attention/prepare-attention";

/** A notice as it is kept of one member. */
export type KeptNotice = { cause: string; sentAt: Date | null; goneAt: Date | null };

export type NoticeText = { cause: string; title: string; detail: string; path: string };

export type NoticeChanges = {
	/** Causes to tell, or whose words have changed before they were told. */
	write: NoticeText[];
	/** Told causes that are there no more, from now on. */
	gone: string[];
	/** Told causes that were away for a moment. */
	back: string[];
	/** What need not be remembered: told and long gone, or gone before it was told. */
	forget: string[];
};

/** A cause that comes back sooner is the same trouble: what fails every other time is not told every other time. */
const sameTroubleMs = 30 * 60_000;

/** The name of a cause. Getting worse is another one: an import that was interrupted, and then failed. */
export function causeOf({ key, tone }: Pick<Attention, "key" | "tone">): string {
	return `${key} ${tone}`;
}

/**
 * What changes in what one member is told of things that need attention: a cause once, until it is gone and comes back.
 * One that is gone before the email could be sent is no longer told.
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
