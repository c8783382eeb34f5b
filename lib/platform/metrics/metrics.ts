import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

// On globalThis, because a web build holds modules more than once, and a process has one set of figures.
const holder = globalThis as { musterMetrics?: { registry: Registry; requests: Histogram } };

/** This process's own figures: Node's (memory, event loop, garbage collection) and the requests it answered. */
export function processMetrics(): { registry: Registry; requests: Histogram } {
	if (holder.musterMetrics) return holder.musterMetrics;
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const requests = new Histogram({
		name: "muster_http_request_duration_seconds",
		help: "Seconds from a request's arrival to its answer, by the path as the API describes it.",
		labelNames: ["method", "path", "status"],
		buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10],
		registers: [registry],
	});
	holder.musterMetrics = { registry, requests };
	return holder.musterMetrics;
}

/** Notes one answered request. `path` is a pattern, never an address: ids would be a time series each. */
export function noteRequest(method: string, path: string, status: number, ms: number): void {
	processMetrics().requests.observe({ method, path, status: String(status) }, ms / 1_000);
}
