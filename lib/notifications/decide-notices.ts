import type { Attention } from "@/lib/attention/prepare-attention";

/** A member's stored notice. */
export type KeptNotice = { cause: string; sentAt: Date | null; goneAt: Date | null };

export type NoticeText = { cause: string; title: string; detail: string; path: string };

export type NoticeChanges = {
	/** Causes to send, or whose text may have changed before they were sent. */
	write: NoticeText[];
	/** Sent causes that are now resolved. */
	gone: string[];
	/** Sent causes that were only briefly resolved. */
	back: string[];
	/** Sent causes that have been gone for long: to be sent as resolved. They are forgotten too. */
	resolved: string[];
	/** Causes to forget: sent and resolved long ago, or resolved before they could be sent. */
	forget: string[];
};

/**
 * A cause that returns sooner is the same problem: one that fails every other time is not sent every other
 * time.
 */
const sameTroubleMs = 30 * 60_000;

/** The key of a cause. Getting worse is a new cause: an import that was interrupted, and then failed. */
export function causeOf({ key, tone }: Pick<Attention, "key" | "tone">): string {
	return `${key} ${tone}`;
}

/**
 * Whether a cause is a delivery that fails: a sync, its destination, or the jobs that run them. Such a one may
 * be sent in quiet hours too.
 */
export function isFailedDelivery({ cause, path }: Pick<NoticeText, "cause" | "path">): boolean {
	return cause.endsWith(" bad") && /^(syncs|destinations|settings\/jobs)(\/|$)/.test(path);
}

/**
 * Changes to one member's attention notices: each cause is sent once, until it is resolved and returns. One
 * that is resolved before the email could be sent is not sent.
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
		resolved: away.filter((notice) => notice.sentAt !== null && isOver(notice)).map(({ cause }) => cause),
		forget: away.filter((notice) => notice.sentAt === null || isOver(notice)).map(({ cause }) => cause),
	};
}
