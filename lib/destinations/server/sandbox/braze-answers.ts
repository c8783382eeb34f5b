import { z } from "zod";
import type { SandboxAnswer, SandboxRequest } from "@/lib/destinations/server/sandbox/sandbox-network";

// How Braze words things, and the bodies it takes.

const optOut = z.strictObject({ email: z.string(), at: z.iso.datetime() });
export const account = z.strictObject({
	id: z.string().min(1),
	apiKey: z.string().min(8),
	permissions: z.array(z.string()).default(["users.track", "email.unsubscribe", "email.hard_bounces"]),
	/** 50 in some contracts. */
	mostObjects: z.number().int().min(1).default(75),
	/** In maintenance: requests are queued, and applied all the same. */
	isQueueing: z.boolean().default(false),
	/** IDs that Braze blocks. */
	refusedValues: z.array(z.string()).default([]),
	unsubscribes: z.array(optOut).default([]),
	hardBounces: z.array(optOut).default([]),
});
export type Account = z.output<typeof account>;
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const attributes = z
	.object({
		external_id: z.string().optional(),
		email: z.string().nullish(),
		_update_existing_only: z.boolean().optional(),
	})
	.catchall(z.union([scalar, z.array(scalar)]));
export type Attributes = z.output<typeof attributes>;
export const trackBody = z.strictObject({ attributes: z.array(z.unknown()) });

export const noData = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.";
export const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

export function say(status: number, message: string, rest: object = {}): SandboxAnswer {
	return { status, body: { message, ...rest } };
}

/** The object as Braze takes it, or why it does not. */
export function readAttributes(object: unknown, refused: ReadonlySet<string>): Attributes | string {
	const parsed = attributes.safeParse(object);
	if (!parsed.success) return "The attributes object is invalid";
	const { external_id: externalId, email } = parsed.data;
	if (externalId === undefined && !email) {
		return "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required";
	}
	if (externalId !== undefined && (externalId === "" || Buffer.byteLength(externalId) > 987)) {
		return "'external_id' must be fewer than 988 bytes";
	}
	if (refused.has(externalId ?? email ?? "")) return "provided external_id is blacklisted and disallowed";
	if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return "The email address is invalid";
	if (Object.keys(parsed.data).some((name) => name.length > 255)) return "An attribute name is too long";
	return parsed.data;
}

export function parseJson(request: SandboxRequest): unknown {
	if (!request.headers["content-type"]?.startsWith("application/json")) return undefined;
	try {
		return JSON.parse(request.body);
	} catch {
		return undefined;
	}
}
