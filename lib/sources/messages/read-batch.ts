import { checkSentAt } from "@/lib/sources/event-time";
import type { Intake } from "@/lib/sources/intake";
import { findTooDeep, maxLevels } from "@/lib/sources/messages/find-too-deep";
import { type MessageType, messageTypes, readMessage } from "@/lib/sources/messages/read-message";

const maxMessageBytes = 32_768;
const maxMessages = 2_500;

export type RefusedMessage = { index: number; field: string; reason: string };
/** What was left out of an accepted message; without an index, of the call itself. */
export type IgnoredField = { index?: number; field: string; reason: string };
export type ReadBatch =
	/** `places`: of each intake, the place of its message. */
	| { ok: true; intakes: Intake[]; places: number[]; rejected: RefusedMessage[]; ignored: IgnoredField[] }
	| { ok: false; field: string; reason: string };

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The write key in a body, for senders that cannot set a header. */
export function writeKeyOf(body: unknown): string | null {
	return isObject(body) && typeof body.writeKey === "string" ? body.writeKey : null;
}

/**
 * Reads the body of a call: one message of the type the path names, or a batch. A bad message is rejected
 * with its place, field and reason; the others are accepted.
 */
export function readBatch(
	body: unknown,
	{
		path,
		receivedAt,
		newMessageId,
	}: { path: MessageType | "batch"; receivedAt: number; newMessageId: () => string },
): ReadBatch {
	if (!isObject(body)) return { ok: false, field: "", reason: "The body must be a JSON object." };
	let messages: unknown[];
	if (path === "batch") {
		if (!Array.isArray(body.batch))
			return { ok: false, field: "batch", reason: "batch must be a list of messages." };
		if (body.batch.length > maxMessages) {
			return { ok: false, field: "batch", reason: `batch must not hold more than ${maxMessages} messages.` };
		}
		messages = body.batch;
	} else {
		if (!messageTypes.includes(path)) return { ok: false, field: "type", reason: "is not a type of message" };
		messages = [{ ...body, type: path }];
	}
	const shared = path === "batch" && isObject(body.context) ? body.context : null;
	const intakes: Intake[] = [];
	const places: number[] = [];
	const rejected: RefusedMessage[] = [];
	const ignored: IgnoredField[] = [];
	const problemOfClock = path === "batch" ? checkSentAt(body.sentAt) : null;
	const sentAt = problemOfClock === null ? body.sentAt : undefined;
	if (problemOfClock !== null) ignored.push({ field: "sentAt", reason: problemOfClock });
	for (const [index, given] of messages.entries()) {
		const message =
			shared && isObject(given)
				? { ...given, context: { ...shared, ...(isObject(given.context) ? given.context : {}) } }
				: given;
		const tooDeep = findTooDeep(message);
		if (tooDeep !== null) {
			rejected.push({ index, field: tooDeep, reason: `is nested deeper than ${maxLevels} levels` });
			continue;
		}
		if (JSON.stringify(message)?.length > maxMessageBytes) {
			rejected.push({ index, field: "", reason: "is larger than 32 KB" });
			continue;
		}
		const read = readMessage(message, { receivedAt, sentAt, fallbackId: newMessageId() });
		if (read.ok) {
			intakes.push(read.intake);
			places.push(index);
			for (const problem of read.ignored) ignored.push({ index, ...problem });
		} else rejected.push({ index, field: read.field, reason: read.reason });
	}
	return { ok: true, intakes, places, rejected, ignored };
}
