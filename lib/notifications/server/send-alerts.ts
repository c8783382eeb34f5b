import type { AlertText } from "@/lib/notifications/compose-alert";
import { isFailedDelivery } from "@/lib/notifications/decide-notices";
import { sendableNow } from "@/lib/notifications/quiet-hours";
import { retryAfterMs } from "@/lib/notifications/retry-after";
import { postAlert } from "@/lib/notifications/server/post-alert";
import { whenOf } from "@/lib/notifications/server/read-quiet-hours";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import type { Alert } from "@/lib/platform/postgres/generated/client";

/** Longer than a run may last: any process still holding a channel after this is dead. */
const holdMs = 6 * 60_000;
const batch = 100;
/** How often quiet hours are looked at while something waits. */
const heldBackMs = 60_000;

type Key = { workspaceId: string; kind: string };

/**
 * Posts to each channel one message with everything that waits for it and may be sent now. It counts as sent
 * when it was accepted: a process that dies before recording that posts one message twice, and loses none. A
 * channel that cannot be posted to does not hold up the others.
 */
export async function sendAlerts({
	now,
	signal,
	workspaceId,
}: {
	now: Date;
	signal?: AbortSignal;
	workspaceId?: string;
}): Promise<void> {
	const due = await database().alertChannel.findMany({
		where: {
			...(workspaceId ? { workspaceId } : {}),
			alerts: { some: { sentAt: null } },
			AND: [
				{ OR: [{ nextTryAt: null }, { nextTryAt: { lte: now } }] },
				{ OR: [{ sendingUntil: null }, { sendingUntil: { lte: now } }] },
			],
		},
		select: { workspaceId: true, kind: true },
		orderBy: [{ nextTryAt: { sort: "asc", nulls: "first" } }, { workspaceId: "asc" }, { kind: "asc" }],
		take: batch,
	});
	for (const key of due) {
		if (signal?.aborted) return;
		try {
			await sendToOne(key, now);
		} catch (error) {
			// An address that cannot be unsealed, or a fault of ours.
			log.error("alerts.not_sent", { ...key, error });
			await noteFailure(key, "The address could not be read. Enter it again.", now);
		}
	}
}

async function sendToOne(key: Key, now: Date): Promise<void> {
	const db = database();
	const { count } = await db.alertChannel.updateMany({
		where: { ...key, OR: [{ sendingUntil: null }, { sendingUntil: { lte: now } }] },
		data: { sendingUntil: new Date(now.getTime() + holdMs) },
	});
	// Another process is posting to it, or it was removed.
	if (count === 0) return;
	const channel = await db.alertChannel.findUnique({
		where: { workspaceId_kind: key },
		include: {
			workspace: { select: { id: true, name: true, slug: true, timeZone: true, alertSettings: true } },
			alerts: { where: { sentAt: null }, orderBy: [{ topic: "asc" }, { position: "asc" }, { cause: "asc" }] },
		},
	});
	if (!channel) return;
	const alerts = sendableNow(channel.alerts, whenOf(channel.workspace, now), isFailedDelivery);
	if (alerts.length === 0) {
		const later = new Date(now.getTime() + heldBackMs);
		await db.alertChannel.updateMany({ where: key, data: { sendingUntil: null, nextTryAt: later } });
		return;
	}
	const problem = await postAlert(channel, channel.workspace, alerts.map(toText), now);
	if (problem !== null) await noteFailure(key, problem, now);
	else await noteSent(key, alerts, now);
}

function toText({ topic, cause, title, detail, path, foundAt }: Alert): AlertText {
	return { topic: topic === "resolved" ? "resolved" : "attention", cause, title, detail, path, foundAt };
}

async function noteSent(key: Key, alerts: readonly Alert[], now: Date): Promise<void> {
	const causesOf = (topic: string) => ({
		in: alerts.filter((alert) => alert.topic === topic).map(({ cause }) => cause),
	});
	await database().$transaction(async (tx) => {
		await tx.alert.updateMany({
			where: { ...key, topic: "attention", cause: causesOf("attention") },
			data: { sentAt: now },
		});
		await tx.alert.deleteMany({ where: { ...key, topic: "resolved", cause: causesOf("resolved") } });
		await tx.alertChannel.updateMany({
			where: key,
			data: { attempts: 0, nextTryAt: null, error: null, sendingUntil: null },
		});
	});
}

async function noteFailure(key: Key, error: string, now: Date): Promise<void> {
	const db = database();
	const stored = await db.alertChannel.findUnique({
		where: { workspaceId_kind: key },
		select: { attempts: true },
	});
	const attempts = (stored?.attempts ?? 0) + 1;
	await db.alertChannel.updateMany({
		where: key,
		data: {
			attempts,
			nextTryAt: new Date(now.getTime() + retryAfterMs(attempts)),
			error,
			sendingUntil: null,
		},
	});
}
