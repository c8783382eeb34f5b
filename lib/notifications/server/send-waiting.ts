import { sha256Hex } from "@/lib/kernel/sha256";
import { choicesOf } from "@/lib/notifications/choices";
import { composeEmail, settingsAddress } from "@/lib/notifications/compose-email";
import { isFailedDelivery } from "@/lib/notifications/decide-notices";
import { sendableNow } from "@/lib/notifications/quiet-hours";
import { retryAfterMs } from "@/lib/notifications/retry-after";
import { whenOf } from "@/lib/notifications/server/read-quiet-hours";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { MailError } from "@/lib/platform/mail/mail-error";
import type { MailSettings } from "@/lib/platform/mail/mail-settings";
import { sendMail } from "@/lib/platform/mail/send-mail";
import { database } from "@/lib/platform/postgres/database";
import type { Notice } from "@/lib/platform/postgres/generated/client";
import { isRole } from "@/lib/workspaces/policy";

/** Longer than a run may last: any process still holding a recipient after this is dead. */
const holdMs = 6 * 60_000;
const batch = 200;
/** How often someone's quiet hours are looked at while their news waits. */
const heldBackMs = 5 * 60_000;

type Key = { workspaceId: string; userId: string };

/**
 * Sends each member with waiting notices one email with all of them. It counts as sent when the mail server
 * has accepted it: a process that dies before recording that sends one email twice, and loses none.
 */
export async function sendWaiting(
	mail: MailSettings,
	{ now, signal, workspaceId }: { now: Date; signal?: AbortSignal; workspaceId?: string },
): Promise<void> {
	const due = await database().notificationRecipient.findMany({
		where: {
			...(workspaceId ? { workspaceId } : {}),
			notices: { some: { sentAt: null } },
			AND: [
				{ OR: [{ nextTryAt: null }, { nextTryAt: { lte: now } }] },
				{ OR: [{ sendingUntil: null }, { sendingUntil: { lte: now } }] },
			],
		},
		select: { workspaceId: true, userId: true, attempts: true },
		orderBy: [{ nextTryAt: { sort: "asc", nulls: "first" } }, { workspaceId: "asc" }, { userId: "asc" }],
		take: batch,
	});
	for (const [place, { attempts, ...key }] of due.entries()) {
		if (signal?.aborted) return;
		const failure = await sendToOne(mail, key, now);
		if (!failure) continue;
		// Errors that affect everyone are not rediscovered for each recipient.
		const met = failure.isForAll ? due.slice(place) : [{ ...key, attempts }];
		for (const one of met) await noteFailure(one, failure, now);
		if (failure.isForAll) return;
	}
}

/** Also null when there was nothing left to send. */
async function sendToOne(mail: MailSettings, key: Key, now: Date): Promise<MailError | null> {
	const db = database();
	const held = await db.notificationRecipient.updateMany({
		where: { ...key, OR: [{ sendingUntil: null }, { sendingUntil: { lte: now } }] },
		data: { sendingUntil: new Date(now.getTime() + holdMs) },
	});
	// Another process is sending it, or they have left.
	if (held.count === 0) return null;
	const to = await readRecipient(key, now);
	if (to?.isHeldBack) {
		// Asked again soon, behind those who may get theirs now.
		await db.notificationRecipient.updateMany({
			where: key,
			data: { sendingUntil: null, nextTryAt: new Date(now.getTime() + heldBackMs) },
		});
		return null;
	}
	if (to && to.notices.length > 0) {
		const origin = env.NEXTAUTH_URL;
		const email = composeEmail({ workspace: to.workspace, origin, notices: to.notices });
		const unsubscribeUrl = settingsAddress(origin, to.workspace.slug);
		try {
			await sendMail(mail, { ...email, to: to.email, messageId: idOf(to.notices, mail), unsubscribeUrl });
		} catch (error) {
			if (error instanceof MailError) return error;
			throw error;
		}
	}
	await noteSent(key, to?.notices ?? [], now);
	return null;
}

/** Current data: their choices and membership may have changed since the notice was written. */
async function readRecipient(key: Key, now: Date) {
	const row = await database().notificationRecipient.findUnique({
		where: { workspaceId_userId: key },
		select: {
			attention: true,
			results: true,
			member: {
				select: {
					role: true,
					user: { select: { email: true } },
					workspace: { select: { name: true, slug: true, timeZone: true, alertSettings: true } },
				},
			},
			notices: { where: { sentAt: null }, orderBy: [{ position: "asc" }, { cause: "asc" }] },
		},
	});
	if (!row || !isRole(row.member.role)) return null;
	const choices = choicesOf(row, row.member.role);
	const { workspace } = row.member;
	const wanted = row.notices.filter(({ topic }) =>
		topic === "results" ? choices.results !== "none" : choices.attention,
	);
	const notices = sendableNow(wanted, whenOf(workspace, now), isFailedDelivery);
	return {
		email: row.member.user.email,
		workspace,
		notices,
		/** All of it waits for the end of the quiet hours. */
		isHeldBack: notices.length === 0 && wanted.length > 0,
	};
}

/** The same for the same notices, so that a repeated email can be recognized. */
function idOf(notices: readonly Notice[], { from }: MailSettings): string {
	const what = notices.map(({ workspaceId, userId, topic, cause, foundAt }) =>
		[workspaceId, userId, topic, cause, foundAt.toISOString()].join(" "),
	);
	const domain = /@([^\s<>]+)>?$/.exec(from)?.[1] ?? "muster";
	return `<${sha256Hex(what.join("\n")).slice(0, 32)}@${domain}>`;
}

async function noteSent(key: Key, notices: readonly Notice[], now: Date): Promise<void> {
	const causesOf = (topic: string) =>
		notices.filter((notice) => notice.topic === topic).map(({ cause }) => cause);
	await database().$transaction(async (tx) => {
		await tx.notice.updateMany({
			where: { ...key, topic: "attention", cause: { in: causesOf("attention") } },
			data: { sentAt: now },
		});
		for (const topic of ["results", "resolved"]) {
			await tx.notice.deleteMany({ where: { ...key, topic, cause: { in: causesOf(topic) } } });
		}
		await tx.notificationRecipient.updateMany({
			where: key,
			data: { attempts: 0, nextTryAt: null, error: null, sendingUntil: null },
		});
	});
}

async function noteFailure(
	{ attempts, ...key }: Key & { attempts: number },
	failure: MailError,
	now: Date,
): Promise<void> {
	log.warn("notifications.not_sent", { ...key, attempts: attempts + 1, error: failure });
	await database().notificationRecipient.updateMany({
		where: key,
		data: {
			attempts: attempts + 1,
			nextTryAt: new Date(now.getTime() + retryAfterMs(attempts + 1)),
			error: failure.message,
			sendingUntil: null,
		},
	});
}
