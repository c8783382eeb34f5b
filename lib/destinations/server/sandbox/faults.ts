import { z } from "zod";

export const faultKinds = [
	/** Refused before processing. */
	"throttle",
	"error_500",
	"token_expired",
	"bad_request",
	/** Meta: a new audience that is not there yet. */
	"not_ready",
	/** A maintenance page in HTML instead of an answer. */
	"page",
	"gone",
	/** Applied, and then an error as if it had not been. */
	"error_500_after",
	/** No answer; the connection stays open. */
	"timeout",
	"timeout_after",
	/** The connection is cut, before or after applying. */
	"cut",
	"cut_after",
	/** No answer now; applied after `delayMs` of the network's own clock. */
	"late",
	/** Applied twice, as by a proxy that repeats a request, and answered twice. */
	"duplicate",
	/** Removals only: the audience would become too small. */
	"too_small",
	/** Webhook: these values are refused one by one (207). */
	"reject_rows",
	/** A request with one of these values is refused as a whole, without a word about which it was. */
	"bad_rows",
] as const;

export const fault = z.object({
	network: z.string().default("meta"),
	kind: z.enum(faultKinds),
	operation: z.enum(["any", "create", "add", "remove", "read"]).default("any"),
	/** Only requests of this audience, webhook name or grant type. */
	audience: z.string().optional(),
	/** Requests let through before it begins. */
	after: z.number().int().min(0).default(0),
	times: z.number().int().min(1).default(1),
	delayMs: z.number().int().min(0).default(1_000),
	retryAfterSeconds: z.number().min(0).optional(),
	values: z.array(z.string()).default([]),
});
export type Fault = z.output<typeof fault>;

/** Faults requested, used up in order. */
export class FaultList {
	private faults: Fault[] = [];

	add(one: Fault): void {
		this.faults.push({ ...one });
	}

	clear(): void {
		this.faults = [];
	}

	list(): readonly Fault[] {
		return this.faults;
	}

	take(
		network: Fault["network"],
		operation: Fault["operation"],
		audience: string,
		body: string,
	): Fault | null {
		for (const one of this.faults) {
			if (one.network !== network) continue;
			if (one.operation !== "any" && one.operation !== operation) continue;
			if (one.audience !== undefined && one.audience !== audience) continue;
			if (one.kind === "bad_rows" && !one.values.some((value) => body.includes(value))) continue;
			if (one.after > 0) {
				one.after--;
				continue;
			}
			one.times--;
			if (one.times === 0) this.faults = this.faults.filter((other) => other !== one);
			return one;
		}
		return null;
	}
}
