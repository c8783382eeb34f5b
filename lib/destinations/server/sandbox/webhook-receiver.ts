import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type {
	SandboxAnswer,
	SandboxRequest,
	SandboxStep,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const row = z.record(z.string(), z.string());
const message = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("connection.test"), id: z.string() }),
	z.strictObject({
		type: z.literal("audience.delta"),
		id: z.string(),
		audience: z.strictObject({ id: z.string(), name: z.string() }),
		run_id: z.string(),
		batch: z.strictObject({ seq: z.number().int().positive(), last: z.boolean() }),
		added: z.array(row).max(1_000),
		removed: z.array(row).max(1_000),
	}),
]);

export type WebhookChange =
	| { type: "webhook"; name: string; secret: string }
	| { type: "delta"; name: string; audience: string; id: string; added: string[]; removed: string[] };

type Receiver = { secret: string; seen: Set<string>; audiences: Map<string, Set<string>> };

/** A receiver of webhooks as a careful customer would write one: checks the signature over the raw bytes, the age, and repeats. */
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
			this.receivers.set(change.name, { secret: change.secret, seen: new Set(), audiences: new Map() });
			return;
		}
		const receiver = this.receivers.get(change.name);
		if (!receiver) return;
		if (change.id) receiver.seen.add(change.id);
		const keys = receiver.audiences.get(change.audience) ?? new Set();
		receiver.audiences.set(change.audience, keys);
		for (const key of change.added) keys.add(key);
		for (const key of change.removed) keys.delete(key);
	}

	*journal(): Generator<WebhookChange> {
		for (const [name, receiver] of this.receivers) {
			yield { type: "webhook", name, secret: receiver.secret };
			for (const [audience, keys] of receiver.audiences) {
				yield { type: "delta", name, audience, id: "", added: [...keys], removed: [] };
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
		if (parsed.type === "connection.test") {
			return { operation: "read", audience: name, apply: () => ({ status: 200, body: { ok: true } }) };
		}
		const delta = parsed;
		const isRefused = (one: Record<string, string>) =>
			Object.values(one).some((value) => refusedValues.includes(value));
		return {
			operation: delta.added.length > 0 ? "add" : "remove",
			audience: name,
			apply: () => {
				const rows = delta.added.length > 0 ? delta.added : delta.removed;
				const errors = rows.flatMap((one, index) =>
					isRefused(one) ? [{ index, message: "not in our directory", retryable: false }] : [],
				);
				if (!receiver.seen.has(delta.id)) {
					this.change({
						type: "delta",
						name,
						audience: delta.audience.id,
						id: delta.id,
						added: delta.added.filter((one) => !isRefused(one)).map(keyOf),
						removed: delta.removed.filter((one) => !isRefused(one)).map(keyOf),
					});
				}
				return errors.length > 0 ? { status: 207, body: { errors } } : { status: 200, body: { ok: true } };
			},
		};
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

function keyOf(one: Record<string, string>): string {
	return Object.entries(one)
		.map(([kind, value]) => `${kind}:${value}`)
		.join(" ");
}
