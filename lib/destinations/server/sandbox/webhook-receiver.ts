import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type {
	SandboxAnswer,
	SandboxRequest,
	SandboxStep,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const audience = z.strictObject({ id: z.string(), name: z.string() });
const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const event = z.strictObject({
	id: z.string().regex(/^evt_[0-9a-f]{32}$/),
	type: z.enum(["entered", "left", "changed"]),
	person: z.strictObject({
		id: z.string().nullable(),
		identifiers: z.record(z.string(), z.string()),
		traits: z.record(z.string(), value).optional(),
	}),
});
type Event = z.output<typeof event>;
const message = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("connection.test"), id: z.string() }),
	z.strictObject({
		type: z.literal("audience.changes"),
		id: z.string().regex(/^msg_[0-9a-f]{32}$/),
		audience,
		events: z.array(event).min(1).max(1_000),
	}),
	...event.shape.type.options.map((type) => event.extend({ type: z.literal(type), audience })),
]);

/** What was taken in: ids with a digest of their bytes, and the keys of each person as `kind:value`. */
export type WebhookChange =
	| { type: "webhook"; name: string; secret: string }
	| { type: "seen" | "taken"; name: string; ids: [id: string, digest: string][] }
	| { type: "broken"; name: string; rule: string }
	| { type: "delta"; name: string; audience: string; added: string[]; removed: string[] };

type Receiver = {
	secret: string;
	/** Messages by id, with a digest of their bytes; those refused too. */
	seen: Map<string, string>;
	/** Events by id, with a digest of their bytes: each is applied once. */
	taken: Map<string, string>;
	/** The last of them, oldest first. */
	events: Event[];
	/** Promises of the sender that it broke. */
	broken: string[];
	audiences: Map<string, Set<string>>;
};

const maxEvents = 1_000;

/**
 * A receiver of webhooks as a careful customer would write one: it checks the signature over the raw bytes and the age,
 * applies each event once, and notes every id that comes again with other bytes.
 */
export class WebhookReceiver {
	readonly receivers = new Map<string, Receiver>();
	private readonly change: (change: WebhookChange) => void;
	private readonly now: () => number;

	constructor(change: (change: WebhookChange) => void, now: () => number) {
		this.change = change;
		this.now = now;
	}

	apply(change: WebhookChange): void {
		if (change.type === "webhook") {
			this.receivers.set(change.name, {
				secret: change.secret,
				seen: new Map(),
				taken: new Map(),
				events: [],
				broken: [],
				audiences: new Map(),
			});
			return;
		}
		const receiver = this.receivers.get(change.name);
		if (!receiver) return;
		if (change.type === "seen" || change.type === "taken") {
			for (const [id, digest] of change.ids) receiver[change.type].set(id, digest);
		}
		if (change.type === "broken") receiver.broken.push(change.rule);
		if (change.type === "delta") {
			const keys = receiver.audiences.get(change.audience) ?? new Set();
			receiver.audiences.set(change.audience, keys);
			for (const key of change.added) keys.add(key);
			for (const key of change.removed) keys.delete(key);
		}
	}

	*journal(): Generator<WebhookChange> {
		for (const [name, receiver] of this.receivers) {
			yield { type: "webhook", name, secret: receiver.secret };
			for (const type of ["seen", "taken"] as const) {
				if (receiver[type].size > 0) yield { type, name, ids: [...receiver[type]] };
			}
			for (const rule of receiver.broken) yield { type: "broken", name, rule };
			for (const [audienceId, keys] of receiver.audiences) {
				yield { type: "delta", name, audience: audienceId, added: [...keys], removed: [] };
			}
		}
	}

	read(request: SandboxRequest, name: string, refusedValues: readonly string[]): SandboxStep | SandboxAnswer {
		const receiver = this.receivers.get(name);
		if (!receiver) return { status: 404, body: { error: "no such webhook" } };
		if (!this.isSigned(receiver.secret, request)) return { status: 401, body: { error: "bad signature" } };
		let parsed: z.output<typeof message>;
		try {
			parsed = message.parse(JSON.parse(request.body));
		} catch {
			return { status: 422, body: { error: "unexpected body" } };
		}
		if (request.headers["webhook-id"] !== parsed.id) {
			return { status: 422, body: { error: "the id of the message is not the one that was signed" } };
		}
		if (parsed.type === "connection.test") {
			return { operation: "read", audience: name, apply: () => ({ status: 200, body: { ok: true } }) };
		}
		const { audience: of } = parsed;
		const events: Event[] = parsed.type === "audience.changes" ? parsed.events : [withoutAudience(parsed)];
		// Whatever reaches the receiver counts, also an attempt that then fails: its repeat must have the same bytes.
		this.noteBytes(receiver, name, "seen", [[parsed.id, request.body]]);
		return {
			operation: events.every((one) => one.type === "left") ? "remove" : "add",
			audience: name,
			apply: () => this.take(receiver, name, of.id, events, refusedValues),
		};
	}

	private take(
		receiver: Receiver,
		name: string,
		audienceId: string,
		events: readonly Event[],
		refusedValues: readonly string[],
	): SandboxAnswer {
		const isRefused = (one: Event) =>
			Object.values(one.person.identifiers).some((text) => refusedValues.includes(text));
		const errors = events.flatMap((one, index) =>
			isRefused(one) ? [{ index, message: "not in our directory", retryable: false }] : [],
		);
		const taken = events.filter((one) => !isRefused(one));
		const fresh = taken.filter((one) => !receiver.taken.has(one.id));
		this.noteBytes(
			receiver,
			name,
			"taken",
			taken.map((one) => [one.id, JSON.stringify(one)]),
		);
		receiver.events = [...receiver.events, ...fresh].slice(-maxEvents);
		if (fresh.length > 0) {
			this.change({
				type: "delta",
				name,
				audience: audienceId,
				added: fresh.filter((one) => one.type !== "left").flatMap(keysOf),
				removed: fresh.filter((one) => one.type === "left").flatMap(keysOf),
			});
		}
		return errors.length > 0 ? { status: 207, body: { errors } } : { status: 200, body: { ok: true } };
	}

	/** The same id must always come with the same bytes. */
	private noteBytes(
		receiver: Receiver,
		name: string,
		type: "seen" | "taken",
		given: [id: string, bytes: string][],
	): void {
		const ids: [string, string][] = [];
		for (const [id, bytes] of given) {
			const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
			const before = receiver[type].get(id);
			if (before === undefined) ids.push([id, digest]);
			else if (before !== digest)
				this.change({ type: "broken", name, rule: `${id} came again with other bytes` });
		}
		if (ids.length > 0) this.change({ type, name, ids });
	}

	private isSigned(secret: string, request: SandboxRequest): boolean {
		const id = request.headers["webhook-id"] ?? "";
		const timestamp = request.headers["webhook-timestamp"] ?? "";
		if (Math.abs(this.now() / 1000 - Number(timestamp)) > 300) return false;
		const expected = createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
			.update(`${id}.${timestamp}.${request.body}`)
			.digest();
		return (request.headers["webhook-signature"] ?? "").split(" ").some((one) => {
			const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
			return given.length === expected.length && timingSafeEqual(given, expected);
		});
	}
}

function withoutAudience({ id, type, person }: Event): Event {
	return { id, type, person };
}

function keysOf(one: Event): string[] {
	return Object.entries(one.person.identifiers).map(([kind, text]) => `${kind}:${text}`);
}
