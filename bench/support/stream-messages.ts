import { Agent, request } from "node:http";
import { env } from "@/lib/platform/env";

export type StreamOptions = {
	writeKey: string;
	people: number;
	/** Messages per second, and the requests per second that carry them. */
	perSecond: number;
	requestsPerSecond: number;
};

export type Stream = {
	/** People whose one "Bell Rung" was sent, with the instant it left. */
	rungAt: ReadonlyMap<string, number>;
	/** Milliseconds until ingest responded, one for each request. */
	answers: readonly number[];
	sent: () => number;
	refused: () => number;
	stop: () => Promise<void>;
};

const events = ["Product Viewed", "Product Added", "Order Completed"] as const;
const plans = ["free", "pro", "team"] as const;

/**
 * Sends generated messages through ingest, as a busy shop's clients do: at a fixed rate, whatever the
 * latency; one in twenty an identify, of which one in ten is a new visitor who turns out to be a customer. In
 * each second one person does something for the first time.
 */
export function streamMessages({ writeKey, people, perSecond, requestsPerSecond }: StreamOptions): Stream {
	const agent = new Agent({ keepAlive: true, maxSockets: 64 });
	const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
	const ingest = new URL("/v1/batch", env.INGEST_URL);
	const rungAt = new Map<string, number>();
	const answers: number[] = [];
	const under = new Set<Promise<void>>();
	let [made, requests, refused] = [0, 0, 0];
	const startedMs = Date.now();

	const send = (body: string): Promise<void> =>
		new Promise((resolve) => {
			const leftMs = performance.now();
			const headers = {
				authorization,
				"content-type": "application/json",
				"content-length": Buffer.byteLength(body),
			};
			const call = request(ingest, { agent, method: "POST", headers }, (response) => {
				response.resume();
				response.on("end", () => {
					if (response.statusCode !== 200) refused++;
					answers.push(performance.now() - leftMs);
					resolve();
				});
			});
			call.on("error", () => {
				refused++;
				resolve();
			});
			call.end(body);
		});

	const timer = setInterval(() => {
		// As many as are due, so that a late timer does not thin out the stream.
		const due = Math.floor(((Date.now() - startedMs) / 1000) * requestsPerSecond) - requests;
		for (let n = 0; n < due; n++) {
			const batch = Array.from({ length: Math.round(perSecond / requestsPerSecond) }, () =>
				makeMessage(made++, people),
			);
			if (requests++ % requestsPerSecond === 0 && rungAt.size < people) {
				const userId = userOf(rungAt.size);
				rungAt.set(userId, Date.now());
				batch.push({
					type: "track",
					messageId: `bell-${userId}`,
					userId,
					event: "Bell Rung",
					timestamp: new Date().toISOString(),
				});
			}
			const sending = send(JSON.stringify({ batch, sentAt: new Date().toISOString() }));
			under.add(sending);
			void sending.finally(() => under.delete(sending));
		}
	}, 20);
	return {
		rungAt,
		answers,
		sent: () => made + rungAt.size,
		refused: () => refused,
		stop: async () => {
			clearInterval(timer);
			await Promise.all(under);
			agent.destroy();
		},
	};
}

export const userOf = (index: number) => `steady-${index}`;

/** Spread over everyone deterministically, so that two runs send the same. */
function makeMessage(n: number, people: number): object {
	const who = (n * 7919) % people;
	const head = { messageId: `steady-${n}`, timestamp: new Date().toISOString() };
	if (n % 20 !== 0) {
		const event = events[n % events.length] ?? "Product Viewed";
		return {
			...head,
			type: "track",
			userId: userOf(who),
			event,
			properties: { revenue: (n % 400) / 4, product: `p${n % 50}` },
		};
	}
	const traits = { plan: plans[(n / 20) % plans.length], visits: n };
	if (n % 200 !== 0) return { ...head, type: "identify", userId: userOf(who), traits };
	return { ...head, type: "identify", userId: userOf(who), anonymousId: `visitor-${n}`, traits };
}
