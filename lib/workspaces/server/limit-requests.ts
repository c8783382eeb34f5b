import { AppError } from "@/lib/kernel/app-error";
import { env } from "@/lib/platform/env";
import { addressGroup } from "@/lib/platform/http/client-address";
import { type Allowance, type RequestLimit, requestLimit } from "@/lib/platform/http/request-limit";
import type { Actor } from "@/lib/workspaces/server/context";

// On globalThis, because the web app may load this module once per bundle.
const holder = globalThis as { musterApiLimits?: { byKey: RequestLimit; byAddress: RequestLimit } };

function limits(): { byKey: RequestLimit; byAddress: RequestLimit } {
	holder.musterApiLimits ??= {
		byKey: requestLimit("key", env.API_REQUESTS_PER_KEY),
		byAddress: requestLimit("address", env.API_REQUESTS_PER_ADDRESS),
	};
	return holder.musterApiLimits;
}

async function count(
	limit: RequestLimit,
	subject: string,
	allowances: Allowance[],
	of: string,
): Promise<void> {
	const allowance = await limit(subject);
	allowances.push(allowance);
	if (allowance.isAllowed) return;
	const seconds = allowance.retryAfterSeconds;
	throw new AppError(
		"limit",
		`Too many requests ${of}: try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
		{ retryAfterSeconds: seconds },
	);
}

/** Counts an API request for its address, before any look-up. Records the outcome in `allowances`. */
export async function countAddress(address: string, allowances: Allowance[]): Promise<void> {
	await count(limits().byAddress, addressGroup(address), allowances, "from this address");
}

/** Counts an API request for its API key or signed-in person. */
export async function countActor(actor: Actor, allowances: Allowance[]): Promise<void> {
	await count(limits().byKey, actor.id, allowances, actor.kind === "user" ? "by you" : "with this API key");
}
