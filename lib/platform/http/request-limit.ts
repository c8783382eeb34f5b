import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** The result of counting one request; the headers tell clients how many are left. */
export type Allowance = { isAllowed: boolean; retryAfterSeconds: number; headers: Record<string, string> };
export type RequestLimit = (subject: string) => Promise<Allowance>;

const unlimited: Allowance = { isAllowed: true, retryAfterSeconds: 0, headers: {} };

/**
 * Counts requests by subject (a key, an address) in windows of ten seconds, in this process's memory: a request costs
 * microseconds, and of several processes each allows the quota. `0` is no limit. Headers as in the IETF draft
 * "RateLimit header fields for HTTP".
 */
export function requestLimit(name: string, quota: number, windowSeconds = 10): RequestLimit {
	if (quota === 0) return async () => unlimited;
	const counter = new RateLimiterMemory({ points: quota, duration: windowSeconds });
	const policy = `"${name}";q=${quota};w=${windowSeconds}`;
	return async (subject) => {
		const verdict = await counter.consume(subject).then(
			(result) => ({ isAllowed: true, result }),
			(result: unknown) => {
				// The library rejects with its counts when the quota is used up, and with an error only if it is broken.
				if (!(result instanceof RateLimiterRes)) throw result;
				return { isAllowed: false, result };
			},
		);
		const seconds = Math.max(1, Math.ceil(verdict.result.msBeforeNext / 1000));
		return {
			isAllowed: verdict.isAllowed,
			retryAfterSeconds: seconds,
			headers: {
				"ratelimit-policy": policy,
				ratelimit: `"${name}";r=${verdict.result.remainingPoints};t=${seconds}`,
			},
		};
	};
}

/** The headers of several counts of one request: each is a list. */
export function mergeAllowances(allowances: Allowance[]): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of allowances.flatMap((one) => Object.entries(one.headers))) {
		headers[name] = headers[name] ? `${headers[name]}, ${value}` : value;
	}
	return headers;
}
